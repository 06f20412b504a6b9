#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Labels of a node, by the local features of node-feature-discovery:
#
#	feature.node.kubernetes.io/nestscope.nested: "true"
#
# To be run as root on the node, at boot and when KVM's parameters change. What is not known gets no
# label. A pod asks for a node by nodeSelector.
set -eu

dir=${1:-/etc/kubernetes/node-feature-discovery/features.d}

# Not in the directory itself, of which every file is read at any time
new=$(mktemp "$dir/../.nestscope.XXXXXX")
trap 'rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM

for check in run-vms nested slat migration; do
	status=0
	nestscope check --require "$check" >/dev/null || status=$?
	case $status in
	0) echo "nestscope.$check=true" ;;
	1) echo "nestscope.$check=false" ;;
	3) ;;
	*) exit "$status" ;;
	esac
done >"$new"
chmod 644 "$new"
mv "$new" "$dir/nestscope"
