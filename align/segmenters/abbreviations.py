"""Words that a full stop shortens, and words that begin sentences, by language; add to a table to teach the segmenter.

`ATTACHED` never ends a sentence; `NUMBERED` doesn't where a number follows; `OPEN` may end one, which the next word
decides. Entries stand without their last full stop; case counts only for entries with a capital.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Conventions:
    """What one language's press does with full stops.

    ``starters`` are words that begin sentences and hardly ever follow an abbreviation inside one; ``leaning`` are words
    that a sentence doesn't end with, so that dots after them are a pause; ``attribution`` holds verbs that follow a
    speaker's name after a quotation; after ``hours`` a sentence ends unless a day or a zone follows; dots before
    ``pronouns``, which are always written with a capital, are a pause.
    """

    attached: frozenset[str]
    numbered: frozenset[str]
    open: frozenset[str]
    starters: frozenset[str]
    leaning: frozenset[str]
    attribution: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()


ROMAN: Final = _set("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI")
"""Numbers of chapters and lists."""

FRENCH: Final = Conventions(
    attached=_set(
        "sté Sté Ft v ex M MM Mr Mme Mmes Mlle Mlles Me Mes Dr Drs Pr Prof Mgr Vve Cie St Ste Sts Stes Gal Cdt"
        " Cne Lt Col Capt Sgt Adj Maj Amb R.P S.A.R S.E S.M S.A.S cf p.ex par.ex c.-à-d c-à-d càd i.e e.g vs env"
        " apr av J Ph Th Ch Chr bd boul pl ancienn dir coll trad éd Éd ill réf resp vol chap fig tél Tél sq sqq"
        " ibid id op cit fg fbg rte dép"
    ),
    numbered=_set(
        "no nos n° N° No art Art al p pp pag par § h H min mn sec s janv févr fév avr juil juill sept oct nov déc"
        " Janv Févr Avr Juil Sept Oct Nov Déc vol chap fig tab rés ch env bât apt app liv n tél Tél"
    ),
    open=_set("etc inc Inc Ltd Corp Co Cie Bros Jr Sr J.-C JC a.m p.m s.a S.A S.A.R.L ndlr NDLR sic"),
    starters=_set(
        "Le La Les L' L’ Un Une Des Du De D' D’ Il Elle Ils Elles On Ce Cet Cette Ces C' C’ Ça Cela Ceci Celui"
        " Celle Ceux Je J' J’ Tu Nous Vous Mon Ma Mes Ton Son Sa Ses Notre Nos Votre Vos Leur Leurs Et Mais Ou Or"
        " Car Donc Ni Si S' S’ Que Qu' Qu’ Qui Quand Comme Comment Pourquoi Où Dans En Au Aux À A Par Pour Sur"
        " Sous Sans Avec Chez Entre Vers Après Avant Depuis Pendant Dès Selon Malgré Contre Face Outre Lors"
        " Lorsque Puis Ensuite Enfin Ainsi Alors Aussi Cependant Pourtant Toutefois Néanmoins Désormais"
        " Aujourd'hui Aujourd’hui Hier Demain Plus Moins Très Tout Tous Toute Toutes Quelque Quelques Plusieurs"
        " Certains Certaines Chaque Aucun Aucune Beaucoup Deux Trois Quatre Cinq Six Sept Huit Neuf Dix Ne N' N’"
        " Pas Rien Personne Quant Quel Quelle Quels Quelles Parmi Afin Bien Faute Grâce Interrogé Interrogée Joint"
        " Jointe D'après D’après Même Autre Autres Peu Résultat Reste Voilà Voici Oui Non Là Y"
    ),
    leaning=_set(
        "au aux à de du des d' d’ le la les l' l’ un une et ou ni mais donc que qu' qu’ qui dans en par pour sur"
        " sous sans avec chez entre vers contre depuis dès selon ce cet cette ces mon ma mes ton ta tes son sa ses"
        " notre nos votre vos leur leurs je tu il elle on nous vous ils elles ne n' n’ se s' s’ me te si comme"
        " très plus moins euh est sont était a ont"
    ),
)

ENGLISH: Final = Conventions(
    attached=_set(
        "Mr Mrs Ms Mx Pfc Messrs Dr Drs Prof Profs Gen Gov Govs Sen Sens Rep Reps Lt Col Cols Capt Cpt Cmdr Cdr"
        " Sgt Maj Brig Adm Cpl Pvt Rev Revd Fr Hon Pres Supt Insp Det Ste Mt Ft Pte Atty Amb Mme Mlle M Msgr Mgr"
        " vs v cf e.g i.e eg ie viz c ca approx esp incl Ph Lt.Col Maj.Gen Lt.Gen Brig.Gen H.E Cllr Ald Treas Sec"
        " Dep Asst Assoc"
    ),
    numbered=_set(
        "No no Nos nos Art p pp pg vol Vol ch Ch chap fig Fig figs Sec para paras Jan Feb Mar Apr Jun Jul Aug Sep"
        " Sept Oct Nov Dec approx est op Op bk pt Pt App ext tel Tel Rm Apt Ste"
    ),
    open=_set(
        "Inc Ltd Co Corp Cos Bros Plc plc LLC Jr Sr Esq etc U.S U.K U.N E.U D.C U.S.A U.S.S.R L.A N.Y N.Y.C Ph.D"
        " M.D B.A M.A B.Sc M.Sc Ave Blvd Rd Dept Univ Assn Ga Fla Calif Conn Va Md Ariz Ala Ark Colo Kan Ky Mich"
        " Minn Mont Neb Nev Okla Tenn Tex Vt Wis Wyo N.C S.C N.J N.H N.M N.D S.D W.Va R.I B.C A.D a.k.a al St"
    ),
    starters=_set(
        "The A An This That These Those He She It They We You His Her Its Their Our Your My There Here And But Or"
        " So Yet Nor If When While Where Who What Why How Which As At By In On For From To With Of After Before"
        " Since Until During Under Over Between Among Against About According Although Though Because However"
        " Meanwhile Moreover Nevertheless Instead Still Then Also Even Just Only Not No Yes Now Today Yesterday"
        " Tomorrow Last Next Once Earlier Later Both Each Every Some Many Most Several Few All Another Other"
        " Others One Two Three Four Five Six Seven Eight Nine Ten Asked Despite Like Unlike Nobody Nothing"
        " Everyone Everything Someone Anyone It's It’s He's He’s She's She’s That's That’s There's There’s They're"
        " They’re We're We’re We've We’ve You're I'm I’m I've I’ve I'll Don't Don’t Let's Let’s"
    ),
    leaning=_set(
        "the a an of to in on at by for with from and or but nor as that than into onto about between against my"
        " your his her its our their this these those is are was were be been am i he she it we they you who which"
        " if so very er um erm uh not"
    ),
    attribution=_set(
        "asked asks wondered wonders shouted shouts cried cries exclaimed replied inquired enquired demanded joked"
    ),
    hours=_set("a.m p.m"),
    pronouns=_set("I I'm I’m I've I’ve I'd I’d I'll I’ll"),
)

CALENDAR: Final = _set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Eastern Pacific Central Mountain GMT UTC BST CET EST EDT PST PDT local"
)
"""What may follow an hour in the same sentence."""

CONVENTIONS: Final = {"fr": FRENCH, "en": ENGLISH}
