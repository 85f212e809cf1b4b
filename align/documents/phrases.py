"""What web pages say around an article, in French and English: patterns over folded, squeezed lines.

Folded means lower case without accents, straight apostrophes, single spaces (`align.text.fold`, `squeeze`). Each table
is a verbose alternation, so that a phrase is added as a line. `FURNITURE` holds whatever the line's end;
`INVITATION` only where no full stop ends the line, because an article may use the same words in a sentence.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


RELATED: Final = _any(
    r"(?:a )?(?:lire|voir|decouvrir|ecouter|relire) (?:aussi|egalement|en plus|ensuite|sur le meme sujet)",
    r"lire la suite|lire plus|en savoir plus|pour aller plus loin|pour en savoir plus|notre dossier|nos articles",
    r"(?:sur|dans) (?:le|la) meme (?:sujet|theme|dossier|rubrique)|sur ce sujet|articles? (?:lies?|associes?"
    r"|similaires?)",
    r"(?:les? )?(?:articles? |sujets? |videos? )?(?:les )?plus (?:lus?|vus?|populaires?|commentes?|partages?"
    r"|consultes?)",
    r"(?:les )?dernieres (?:infos?|actualites|nouvelles|videos)|derniere minute|a la une"
    r"|l'essentiel de l'actu(?:alite)?",
    r"(?:a )?ne (?:pas|surtout pas) (?:manquer|rater)|vous aimerez aussi|nos recommandations|recommande pour vous",
    r"vous pourriez (?:aussi )?(?:aimer|etre interesse)|autres? (?:articles?|actualites)|suggestions|a suivre"
    r"|et aussi",
    r"(?:read|see|watch|listen|find out|discover|learn) (?:more|also|next|too|now)|also read|continue reading"
    r"|keep reading",
    r"(?:you (?:may|might) (?:also )?(?:like|be interested in|enjoy))|recommended(?: (?:for you|reading|stories))?",
    r"related(?: (?:stor(?:y|ies)|articles?|topics?|content|news|links?|coverage|posts?|internet links|videos?))?",
    r"more (?:on this (?:story|topic)|from|stories|like this|news|coverage|in|about this)|(?:top|latest"
    r"|other) stories",
    r"(?:the )?(?:most|more) (?:read|popular|viewed|shared|watched|commented)|trending(?: now)?"
    r"|popular(?: now)?|up next",
    r"(?:what to read next|editors?'? picks?|don't miss|in case you missed it|elsewhere on|around the web|see also)",
    r"(?:latest|top|breaking) (?:news|headlines|updates)|further reading|what others are reading|from our partners",
)
"""Labels of links to other stories; alone on a line they open a list of headlines."""

MEDIA: Final = _any(
    r"en (?:video|images|photos|direct|podcast)|(?:notre |la |l'|les |une )?(?:video|diaporama|infographie"
    r"|podcast|photos)",
    r"(?:the |our |in )?(?:video|pictures|photos|gallery|slideshow|podcast|infographic|audio)|watch(?: live"
    r"| now)?|live",
    r"media caption|video caption|image caption|figure caption|play video|lire la video|regarder la video",
)
"""Labels of an embedded film or picture; alone on a line they go with the caption that follows."""

FURNITURE: Final = _any(
    r"^x?\s?(?:view|see|voir|afficher|consulter) (?:the |this |full |le |la |ce |cette |l'integralite du )*"
    r"(?:post|tweet|publication|message|content|thread|reel|contenu)\b.{0,30}$",
    r"^(?:a|this|the) (?:post|tweet|publication) (?:shared|by)|^(?:une|cette) publication partagee par",
    r"^(?:this|ce|cet|cette) (?:content|contenu|article|video|post) (?:is hosted|is (?:not|un)available"
    r"|n'est (?:pas|plus) disponible)",
    r"^(?:please )?enable javascript|^(?:votre navigateur|your browser) (?:ne|does|doesn't)",
    r"^(?:accept|accepter|manage|gerer|parametrer|refuser)\b.{0,20}\bcookies\b|^(?:we|nous) (?:use|utilisons) "
    r"(?:des )?cookies",
    r"^(?:sign up|subscribe|register|inscri(?:vez|s)[- ]?(?:vous|toi)|abonne[zr]?[- ]?(?:vous|toi)|recevez"
    r"|receive|get)\b"
    r".{0,80}\b(?:newsletters?|infolettre|e-?mails?|briefing|alerts?|alertes?|edition|inbox|boite mail|notifications?"
    r"|chaque (?:matin|jour|soir|semaine)|every (?:morning|day|evening|week|friday|sunday|monday|saturday))\b",
    r"\bsent (?:straight|directly) to your inbox\b|\bdans votre boite (?:mail|de reception)\b",
    r"^(?:follow|like|join|find|suivez|rejoignez|retrouvez)[- ](?:us|nous|notre|toute l'actu|nos)\b.{0,80}$",
    r"^(?:follow|like|suivez|retrouvez) .{2,60}\b(?:on|sur) .{0,20}(?:facebook|x|twitter|instagram|whatsapp|tiktok"
    r"|bluesky|google news)\b",
    r"^(?:la suite|the rest|article|story) (?:apres|continues?|se poursuit|continue)\b.{0,40}$",
    r"^il vous reste .{0,40}(?:a lire|articles?)|^you have .{1,20} articles? (?:left|remaining)",
    r"^(?:deja|already) (?:abonne|inscrit|an? (?:subscriber|member)|registered)",
    r"^(?:all rights reserved|tous droits reserves|©|\(c\))",
    r"^(?:this|cet?) article (?:is for information|was (?:originally|first|amended|updated|translated)|(?:a ete|est) "
    r"(?:initialement|d'abord|extrait|paru|traduit|mis a jour))",
    r"^(?:editor'?s'? note|correction|clarification|note de la redaction|ndlr|erratum|rectificatif) ?:",
    r"^(?:our|notre|independent|quality) journalisme? (?:needs|depends|is (?:free|funded)|a besoin|vit de)",
    r"^\((?:(?:additional |with )?(?:reporting|writing|editing|edited|written|translated|redige|avec|reportage"
    r"|edite)\b.*)\)\.?$",
    r"\b18\+|\bt&cs\b|\bjouer comporte des risques\b|\bpronostics? ?:|\bgamble ?aware\b",
    r"^(?:temps|duree) de lecture|^\d+ ?(?:min(?:utes?)?|mn)(?: (?:read|de lecture))?$|\b\d+[- ]min(?:ute)? read$",
    r"^(?:privacy (?:notice|policy)|our standards) ?[:|-]",
    r"^(?:connectez-vous|log in|sign in|identifiez-vous) (?:a|to) (?:votre|your)\b"
    r"|\bpour participer a la (?:conversation|discussion)",
    r"\b(?:contributed to this (?:report|story|article)|(?:a|ont) contribue a cet article)\b.{0,20}$",
    r"^(?:you can |vous pouvez )?(?:read|find|lire|retrouver?z?) (?:more|plus|d'autres|other)"
    r".{0,40}\b(?:on our|sur notre) (?:web)?site\b",
)
"""Lines that speak to the reader or of the page, whatever ends them."""

INVITATION: Final = _any(
    r"^(?:our|notre|the|la|une|a|daily|weekly|free)?\s?(?:daily |weekly |free |morning )?(?:newsletter"
    r"|infolettre)s?\b",
    r"^(?:enjoying|aimez-vous|vous aimez) .{1,60}\?|^(?:got|have) a (?:story|tip|news)\b|^vous avez une info\b",
    r"^(?:download|telechargez|get) (?:the |our |notre |l'|la )?(?:.{0,30} )?(?:app|application)\b",
    r"^(?:advert(?:isement|ising)?|publicite|annonce|sponsored(?: content)?|contenu sponsorise|promoted|ad"
    r"|pub)\b.{0,15}$",
    r"^sponsored by\b|^(?:en partenariat|in partnership|presented by|avec le soutien)\b",
    r"^(?:reserve(?:e|s)? aux? abonnes?|article reserve|contenu reserve|subscribers? only|premium"
    r"|abonnes?)\b.{0,30}$",
    r"^copyright\b|^(?:terms of (?:use|service)|privacy|politique de confidentialite|our standards"
    r"|nos engagements|cgu)\b",
    r"^(?:mentions legales|cookies?|accessibilit(?:y|e)|plan du site|site map|a propos|about us)\b.{0,20}$",
    r"^(?:reporting|writing|editing|additional reporting|edite|redige|reportage) (?:by|par)\b",
    r"\bterms and conditions\b|\bfree bet\b",
    r"^(?:sign|signez) (?:the|our|this|la|notre|cette) (?:\S+ ){0,3}petition\b",
    r"^(?:faites|faire|make) (?:un|a) don(?:ation)?\b|^(?:donate|support (?:our|us|independent)"
    r"|soutenez[- ](?:nous|notre))\b",
    r"^(?:after|end of|apres|fin de la) (?:newsletter|advert|publicite|promotion)",
    r"^(?:signaler|report) (?:une|an|a) (?:erreur|error|mistake|typo)|^(?:voir|afficher) plus\b|^(?:view|show|load"
    r"|see) (?:more|all)\b",
    r"^(?:ces|this|these) (?:contenus?|articles?|content|stories) (?:devrai(?:en)?t|pourrai(?:en)?t|may|might)\b",
    r"^(?:retour en haut|haut de page|back to top|skip to|aller au contenu|menu|rechercher|search|accueil"
    r"|home)\b.{0,15}$",
    r"^(?:reagi(?:r|ssez)|commente[rz]|lire et commenter|\d+ (?:commentaires?|comments?|reactions?)"
    r"|commentaires?|comments?)\b",
    r"^(?:leave|post|add|write|join|view|show|laisser|ajouter|voir|poster|ecrire) (?:a |the |les |un |your "
    r"|all |votre )*"
    r"(?:comment|conversation|discussion|commentaire|reaction)",
    r"^(?:have your say|what do you think|your views|donnez votre avis|et vous|a vous de|qu'en pensez-vous)\b",
    r"^(?:have|do|are|were|did|avez|etes)[- ](?:you|vous)\b.*\b(?:e-?mail|contact|get in touch|write to|ecrivez"
    r"|temoigne|tell us)",
    r"^(?:contact|e-?mail|write to|get in touch|tell us|ecrivez|contactez)(?: |-)?(?:us|nous|our|the"
    r"|a la redaction|-nous)?\b",
    r"^(?:share|partage[rz]?|tweet(?:er)?|imprimer|print|envoyer|send|save|copy|copier|sauvegarder|enregistrer"
    r"|facebook|twitter"
    r"|whatsapp|linkedin|pinterest|telegram|bluesky|instagram|messenger|e-?mail|flipboard)\b"
    r"(?:[ ,/|·•-]*\b(?:this|on|by|the|via|cet?|l'|sur|par|article|story|post|link|le lien|page|lien|ami|a|un"
    r"|facebook|twitter"
    r"|x|whatsapp|linkedin|pinterest|telegram|bluesky|instagram|messenger|e-?mail|mail|flipboard|reddit|copy"
    r"|print|share|save"
    r"|partager|imprimer|friend|threads)\b)*[ .!:]*$",
    r"^(?:sign up|subscribe|register|log in|sign in|inscrivez-vous|abonnez-vous|s'abonner|s'inscrire"
    r"|se connecter|je m'abonne"
    r"|je m'inscris|connectez-vous|recevez|receive|get our|ecoute[rz]|listen to)\b",
    r"^(?:quiz|sondage|poll|jeu|test|vote)\b ?[:>|-]|^(?:tags?|mots?[- ]cles?|topics?|themes?|keywords?"
    r"|rubriques?) ?:",
    r"^ce (?:sujet|reportage) (?:a ete|est) (?:diffuse|extrait|issu)|^(?:en direct|video|live|direct|exclusif"
    r"|replay|podcast"
    r"|watch|in pictures|diaporama|photos?) ?[-–—:|>] ?\S",
    r"^(?:par|by) (?:\S+ ){1,12}(?:[-–—|,·•] ?(?:publie|published|updated|mis a jour|posted|le \d|\d).*)$",
    r"^(?:par|by) (?:l[ae] |l'|the )?(?:[\w.'-]+ ){0,5}[\w.'-]+(?:,? (?:avec|with|and|et|in|a)(?: [\w.'-]+){1,4})?$",
    r"^(?:publie|published|posted|mis a jour|mise a jour|updated|modifie|last (?:updated|modified)"
    r"|first published|cree|paru)"
    r"(?: (?:le|on|at|by|par|in|il y a|aujourd'hui|hier|the)\b| ?:| \d)",
    r"\b(?:publie|mis a jour|published|updated) (?:le|on|at|a)? ?\d",
    r"^(?:image|photo|picture|video|photograph) (?:source|credits?|by|de|par|copyright)\b",
)
"""Lines that belong to the page where no full stop ends them."""

STAMP: Final = re.compile(
    r"^(?:(?:le|on|the|at|a|il y a) )?(?:(?:lun|mar|mer|jeu|ven|sam|dim)\w*\.?,? |(?:mon|tue|wed|thu|fri|sat"
    r"|sun)\w*\.?,? )?"
    r"(?:\d{1,2}(?:er|st|nd|rd|th)? [^\W\d]{3,9}\.?,? \d{4}|[^\W\d]{3,9}\.? \d{1,2},? \d{4}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|\d{4}-\d{2}-\d{2}|\d+ (?:minutes?|hours?|days?|heures?|jours?)(?: ago)?)"
    r"(?:,? ?(?:[-–—|,·•]|a|at|T)? ?\d{1,2} ?(?:[:h.] ?\d{0,2})?(?: ?[ap]\.?m\.?)?(?: ?[a-z]{3,4})?)?$"
)
"""A line that is a date, with or without a time of day."""

AGENCIES: Final = (
    r"afp|a\.?f\.?p\.?|reuters|ap|associated press|pa|pa media|pa wire|epa(?:-efe)?|getty(?: images)?"
    r"|shutterstock|istock|sipa"
    r"(?: usa)?|maxppp|bestimage|abaca(?:press)?|ansa|dpa|efe|belga|keystone|tass|xinhua|rex(?: features)?|alamy|zuma"
    r"|bloomberg|photopqr|hans lucas|handout|nurphoto|anadolu(?: agency)?|afp via getty images|istockphoto"
    r"|unsplash|pixabay"
)
"""Picture agencies, as a line names them."""

CREDIT: Final = _any(
    r"^(?:image|photo|picture|video|photograph|photographie|illustration|credits?|visuel|dessin|copyright)s?"
    r"(?: (?:source|credits?|copyright|d'illustration|d'archives?))?(?: ?[:,©/]| (?:by|par|de) )",
    r"\(?(?:©|\(c\)|\bphotos? ?:|\bcredits?(?: photo)? ?:|\bimage ?:|\bpicture ?:|\bphotograph ?:|\bphoto credit)",
    r"\((?:photo|image|picture|photograph|illustration|archives?|credit|cliche)\b[^()]*\)\.?$",
    r"[.,;)’'\"»”] ?(?:photo|image|picture|photograph|archives?)s? [^.]{2,40}(?:/[^/]{1,30})?$",
    rf"(?:^|[ (/|–—-])(?:{AGENCIES})(?: ?/ ?[^/]{{1,40}})?\)?$",
    rf"(?:^|[^a-z])(?:{AGENCIES}) ?/ ?[^/]{{1,40}}$|^[^/]{{1,60}} ?/ ?(?:{AGENCIES})\b",
    r"(?:pinterest|enlarge image|agrandir l'image|zoom|view gallery|open image modal)$",
    r"^(?:file|archive|undated) (?:picture|photo|image|pic)\b|^(?:image|photo) d'(?:archives?|illustration)\b",
)
"""What a picture's caption or credit carries."""

SIGNATURE: Final = re.compile(
    r"(?:[.!?…»”\"')|–—-] ?|\s{2,})\(?(?=[^a-zà-ÿ]*$)(?=(?:[^A-ZÀ-Þ]*[A-ZÀ-Þ]){4})[A-ZÀ-Þ][^.!?]{3,60}\)?$"
)
"""A photographer's or an agency's name in capitals behind a caption: “… le 3 mai. ANNE PETIT / LE JOURNAL”."""

BYLINE: Final = re.compile(
    r"(?:By|BY|Par|PAR|De notre|From our|Propos recueillis par)\s+(?:l[ae]\s|the\s|our\s)?[A-ZÀ-Þ]"
)
"""The beginning of a line that names who wrote the article; on the text as it stands."""

ALTERNATIVE: Final = _any(
    r"^(?:(?:a|an|the|une?|le|la|l') ?)?(?:photo(?:graph)?|image|picture|portrait|headshot|screenshot"
    r"|illustration|drawing|close-up"
    r"|capture d'ecran|logo|graphic|map|carte|graphique|vue aerienne|aerial view) (?:of|de|du|des|d'|showing"
    r"|shows|montrant)",
    r"^(?:[^\s.]+ ){1,3}logo(?:$| (?:on|sur|with|avec|in|against|surrounded)\b)|^logo\b",
)
"""The words that stand in for a picture (its alternative text)."""

ARTICLE: Final = re.compile(r"(?:an?|the|une?|l[ae]s?|l') ?")
"""The articles before a noun."""

TRADE: Final = (
    r"(?:editor|reporter|journalist|correspondent|columnist|writer|contributor|producer|critic|journaliste"
    r"|redact(?:eur|rice)"
    r"|correspondante?|chroniqueu(?:r|se)|reporteuse|envoyee? speciale?|chef(?:fe)? de (?:service|rubrique)"
    r"|author|auteure?)"
)
"""What the people are who sign articles."""

AUTHOR: Final = _any(
    rf"^(?:\S+ ){{1,5}}(?:is|was|est|a ete|travaille|writes|covers|has (?:been|worked)|joined)\b.{{0,80}}\b{TRADE}\b",
    rf"^(?:\S+ ){{0,5}}{TRADE}(?: (?:in|at|for|a|au|en|pour|de|du|chez|politique|france|paris|londres"
    rf"|london) ?.{{0,40}})?$",
    r"^(?:about the author|a propos de l'auteur|l'auteur|the author|written by|ecrit par|signe)\b",
)
"""Who wrote the article, in a box of its own."""

KICKER: Final = re.compile(
    r"(?P<kicker>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9'’./&\-"
    r" \u00a0]{2,38}[A-ZÀ-ÖØ-Þ.0-9][\s\u00a0\u202f]+[-–—][\s\u00a0\u202f]+)(?=\S)"
)
"""A theme in capitals and a dash before the first sentence, “ÉDUCATION - Les députés…”; on the text as it stands."""

DATELINE: Final = re.compile(
    r"(?P<place>[A-ZÀ-ÖØ-Þ]{3,}(?:[ -][A-ZÀ-ÖØ-Þ]{2,})*, [A-Z][\w.]{1,14}[ \u00a0\u202f]+[–—-][ \u00a0\u202f]+)(?=\S)|"
    r""
    r"(?P<kicker>(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*(?:[ \u00a0,/]+(?:[A-ZÀ-ÖØ-Þ\d][\w'’.\-]*|de|la|le|sur|en|and|of"
    r"|[a-zéû]{3,9}\.?(?=[ \u00a0,]\d{4})))*[ \u00a0,]*)?"
    r"\([A-Z][\w .&/'’\-]{1,30}\)[ \u00a0\u202f]*[-–—][ \u00a0\u202f]*)(?=\S)"
)
"""Place, date and agency before the first sentence, “PARIS, 2 avril 2025 (Agence) – …”; on the text as it stands."""
