#!/usr/bin/env bash
# Makes samples/osec-2019-01.png: Wireshark as "run --open" starts it, with the profile, after a click on our line in the
# packet's details. Needs a build, wireshark, xvfb, xdotool and imagemagick. To be looked at before it is kept.
set -euo pipefail
cd "$(dirname "$0")/../.."

size=1280x640
line_of_ours='200 429'
home=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$home"' EXIT
export HOME=$home XDG_RUNTIME_DIR=$home DISPLAY=:77 LANG=C.UTF-8
unset XDG_CONFIG_HOME WIRESHARK_CONFIG_DIR

node bin/netchannel-sim.js wireshark install >/dev/null
# Where the window is, and how big; there is no window manager to say so.
printf 'gui.geometry_main_x: 0\ngui.geometry_main_y: 0\ngui.geometry_main_width: %s\ngui.geometry_main_height: %s\n' \
  "${size%x*}" "${size#*x}" >"$home/.config/wireshark/recent_common"
Xvfb "$DISPLAY" -screen 0 "${size}x24" &
sleep 1
node bin/netchannel-sim.js run --quiet --open -o "$home/osec-2019-01.pcapng"
xdotool search --sync --onlyvisible --name '^osec-2019-01' >/dev/null
sleep 5
# shellcheck disable=SC2086
xdotool mousemove $line_of_ours click 1
sleep 1
xdotool mousemove 0 0
sleep 1
# Wireshark ends with its display.
import -window root png:- | convert - -strip +dither -colors 128 PNG8:samples/osec-2019-01.png
