#!/usr/bin/env bash
# Opens an XLIFF 1.2 file in Lokalize, headless, over D-Bus: prints its entries; changes some and saves.
#   lokalize.sh IN.xlf                               one line an entry: "entry", id, source, target, ready, tab-separated
#   lokalize.sh IN.xlf OUT.xlf ENTRY TEXT ...        sets the targets of entries (from 0) as well and saves as OUT.xlf
# IN.xlf is never written to. Settings, home and runtime folder are temporary. ALIGN_WAIT: quarter seconds to wait.
# Exit status: 0 done; 1 Lokalize opened no entry, refused an edit or didn't save; 2 wrong usage.
set -u
[ $# -eq 1 ] || { [ $# -ge 4 ] && [ $(($# % 2)) -eq 0 ]; } || { sed -n '2,5p' "$0" >&2; exit 2; }
[ -r "$1" ] || { echo "no such file: $1" >&2; exit 2; }
[ -n "${ALIGN_PRIVATE_BUS:-}" ] || exec env ALIGN_PRIVATE_BUS=1 dbus-run-session -- bash "$0" "$@"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/run"
mkdir -p "$scratch/home/.config"
export HOME=$scratch/home XDG_RUNTIME_DIR=$scratch/run QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME DISPLAY
# Without an author name the first edit waits for a dialogue that nobody sees.
printf '[Identity]\nauthorName=Test Translator\nauthorLocalizedName=Test Translator\nauthorEmail=test@example.org\ndefaultLangCode=en\n' \
  > "$HOME/.config/lokalizerc"
work=$scratch/$(basename "$1")
cp -- "$1" "$work"

lokalize --noprojectscan "$work" > "$scratch/log" 2>&1 &
pid=$!
call() {
  gdbus call -e --dest "org.kde.lokalize-$pid" --object-path /ThisIsWhatYouWant/Editor/0 \
    --method "org.kde.Lokalize.Editor.$1" "${@:2}" 2>&1
}

count=
for _ in $(seq 1 "${ALIGN_WAIT:-160}"); do
  sleep 0.25
  case $(call entryCount) in "("[1-9]*) count=$(call entryCount | tr -dc 0-9); break ;; esac
done
status=0
if [ -z "$count" ]; then
  echo "Lokalize opened no entry" >&2
  status=1
else
  for ((i = 0; i < count; i++)); do
    call gotoEntry "$i" > /dev/null
    printf 'entry\t%s\t%s\t%s\t%s\n' "$(call currentEntryId)" "$(call entrySource "$i" 0)" "$(call entryTarget "$i" 0)" \
      "$(call entryReady "$i")"
  done
  if [ $# -ge 4 ]; then
    out=$2
    shift 2
    while [ $# -ge 2 ]; do
      call gotoEntry "$1" > /dev/null
      call setEntryTarget "$1" 0 "$2" > /dev/null
      shift 2
    done
    case $(call saveFile) in "(true"*) cp -- "$work" "$out" ;; *) echo "not saved" >&2; status=1 ;; esac
  fi
fi
kill "$pid" 2> /dev/null
wait "$pid" 2> /dev/null
exit $status
