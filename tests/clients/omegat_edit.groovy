// Run by OmegaT in console mode (--script): plays the translator and tells what OmegaT offers.
// Reads edits.tsv (source, target) and writes entries.tsv (sources in order) and matches.tsv
// (source, translation, score, memories) in the project's folder; saves the project as OmegaT itself would.
import org.omegat.core.data.PrepareTMXEntry
import org.omegat.core.events.IStopped
import org.omegat.core.statistics.FindMatches

if (eventType.toString() == 'COMPILE') {
    def root = project.projectProperties.projectRoot
    def edits = [:]
    def list = new File(root, 'edits.tsv')
    if (list.exists()) list.eachLine('UTF-8') { line -> def cells = line.split('\t', -1); edits[cells[0]] = cells[1] }
    def flat = { text -> text.replaceAll('[\\t\\r\\n]+', ' ') }
    def finder = new FindMatches(project.sourceTokenizer, 5, false, false)
    def matches = new StringBuilder(), entries = new StringBuilder()
    project.allEntries.each { entry ->
        entries << flat(entry.srcText) << '\n'
        finder.search(project, entry.srcText, true, true, { false } as IStopped).each { match ->
            matches << [flat(entry.srcText), flat(match.translation), match.scores[0].score, match.projs.join('|')].join('\t') << '\n'
        }
        if (edits.containsKey(entry.srcText)) {
            def edit = new PrepareTMXEntry()
            edit.source = entry.srcText
            edit.translation = edits[entry.srcText]
            project.setTranslation(entry, edit, true, null)
        }
    }
    new File(root, 'entries.tsv').setText(entries.toString(), 'UTF-8')
    new File(root, 'matches.tsv').setText(matches.toString(), 'UTF-8')
    if (edits) {
        def properties = project.projectProperties
        project.@projectTMX.save(properties, properties.projectInternal + 'project_save.tmx', true)
        project.compileProject('.*')
    }
}
