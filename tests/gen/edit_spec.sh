#!/bin/sh
# Edits one CID of the spec as a developer would: in network_idle_hint a field
# gets another name, and one is added behind it.
# Usage: edit_spec.sh SPEC >EDITED
set -eu
sed '/^      network_idle_hint:/,/^      [a-z]/ {
	s/{name: state,/{name: edited_state,/
	/name: edited_state,/ {
		p
		s/{.*}/{name: edited_reason, type: string, max: 40, personal: true, doc: Added by a test.}/
	}
}' "$1"
