# Sourced by run and test: makes .venv with uv, which comes from pip, and installs the project into it.
# setup EXTRAS: "" or a list such as "[test]".
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

find_python() {
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.10 python; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  echo "Python 3.10 or newer is needed; name one with PYTHON=/path/to/python3" >&2
  exit 3
}

setup() {
  local extras="$1" python stamp
  stamp="$(cat pyproject.toml constraints.txt | cksum | tr -d ' ')$extras"
  if [ "$(cat .venv/.align-stamp 2>/dev/null)" = "$stamp" ]; then
    return
  fi
  if [ ! -x .venv/bin/python ]; then
    python="$(find_python)"
    if ! "$python" -m venv .venv; then
      rm -rf .venv
      echo "$python can't make a virtual environment; install its venv module (Debian: python3-venv)" >&2
      exit 3
    fi
  fi
  if [ ! -x .venv/bin/uv ]; then
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv >&2
  fi
  # uv reads override-dependencies from pyproject.toml: stanza, spacy, minisbd and with them torch stay out.
  .venv/bin/uv pip install --quiet --python .venv/bin/python --constraint constraints.txt --editable ".$extras" >&2
  printf '%s' "$stamp" > .venv/.align-stamp
}
