#!/usr/bin/env bash
# A real editor over the language server: Neovim opens a copy of examples/pitfalls, is told what is wrong, jumps, renames, mends and saves.
# Usage: tests/foreign/neovim.sh SMS
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
sms=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/../../examples/pitfalls" "$work/model"
export SMS="$sms" MODEL="$work/model" XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data"
timeout 120 nvim --headless -n -u NONE -i NONE -c "luafile $here/neovim.lua"

# The files on the disk are as they should be.
cd "$work/model"
head -1 processes.sms | grep -qF 'role umlaut "Ümläut 😀 日本" { reports_to: change_lead }'
if grep -rn --include='*.sms' 'change_manager\|chnage_manager' .; then echo "a name was left behind" >&2; exit 1; fi
test "$(grep -rhow --include='*.sms' 'change_lead' . | wc -l)" -ge 6
"$sms" check . --as-of 2026-11-21 --format short >after.txt || test $? -eq 1
if grep -q 'change_lead.*E0203\|E0203.*change_lead' after.txt; then cat after.txt >&2; exit 1; fi
echo "Neovim: opened, told, jumped, renamed, mended, saved"
