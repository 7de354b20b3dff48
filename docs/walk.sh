#!/usr/bin/env bash
# The newborn thing from log-in to its seven results, with curl alone.
#
#   cargo xtask run          # in one terminal
#   docs/walk.sh             # in another; BASE=http://host:port for another address
#
# It needs a server with --demo (the one-time codes are read from its outbox), bash, curl, openssl and
# python3 (to read JSON). Every step says what it does; the first that fails ends it.
set -euo pipefail

BASE=${BASE:-http://127.0.0.1:8080}
API=$BASE/api/v1
HERE=$(mktemp -d)
trap 'rm -rf "$HERE"' EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { printf 'walk.sh: %s\n' "$*" >&2; exit 1; }

# json FILE EXPRESSION: evaluates Python over the document `d`.
json() { python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"; }

# An id made by the client: sent twice = done once.
new_id() { python3 -c 'import uuid; print(uuid.uuid4())'; }

# call WHO METHOD PATH [curl arguments]: with WHO's cookies; the answer lands in $HERE/answer.
call() {
  local who=$1 method=$2 path=$3
  shift 3
  local status
  status=$(curl -sS -o "$HERE/answer" -D "$HERE/headers" -w '%{http_code}' -X "$method" \
    -b "$HERE/$who.jar" -c "$HERE/$who.jar" "$@" "$API$path")
  case $status in
    2*) ;;
    *) fail "$method $path: $status $(cat "$HERE/answer")" ;;
  esac
}

# send WHO METHOD PATH JSON [curl arguments]
send() {
  local who=$1 method=$2 path=$3 body=$4
  shift 4
  call "$who" "$method" "$path" -H 'content-type: application/json' --data-binary "$body" "$@"
}

log_in() {
  local who=$1 phone=$2 code
  send "$who" POST /session/codes "{\"phone\":\"$phone\"}"
  call "$who" GET /demo/outbox
  code=$(json "$HERE/answer" "next(m['code'] for m in d['messages'] if m['phone']=='$phone' and m.get('code'))")
  send "$who" POST /session "{\"phone\":\"$phone\",\"code\":\"$code\"}"
  printf '  %s is logged in as %s\n' "$phone" "$(json "$HERE/answer" "d['name']")"
}

# command WHO JSON: sends a command about the case as it stands.
command() {
  local who=$1 body=$2 seq
  call "$who" GET "/cases/$NUMBER"
  seq=$(json "$HERE/answer" "d['seq']")
  send "$who" POST "/cases/$NUMBER/commands" "{\"id\":\"$(new_id)\",\"expected_seq\":$seq,\"command\":$body}"
}

say '1. The guide'
call nobody GET /guides/newborn
VERSION=$(json "$HERE/answer" "d['version']")
json "$HERE/answer" "'  %s, version %d: %d items, fields %d -> %d, days %d -> %d' % (d['guide']['title']['zh'], d['version'], len(d['guide']['nodes']), d['guide']['figures']['fields']['before'], d['guide']['figures']['fields']['after'], d['guide']['figures']['days']['before'], d['guide']['figures']['days']['after'])"

say '2. The mother logs in'
log_in mother 13800000001
ME=$(json "$HERE/answer" "d['id']")

say '3. One photo, uploaded by tus 1.0'
python3 - "$HERE/photo.png" <<'PY'
import struct, sys, zlib
def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
rows = b''.join(b'\0' + bytes((x * 2, y * 2, 128)[i] for x in range(64) for i in range(3)) for y in range(64))
open(sys.argv[1], 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 64, 64, 8, 2, 0, 0, 0))
    + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))
PY
SIZE=$(wc -c < "$HERE/photo.png")
call mother POST /uploads -H 'tus-resumable: 1.0.0' -H "upload-length: $SIZE" \
  -H "upload-metadata: filename $(printf 'photo.png' | base64)"
UPLOAD=$(sed -n 's/^[Ll]ocation: *//p' "$HERE/headers" | tr -d '\r')
UPLOAD=${UPLOAD##*/}
call mother PATCH "/uploads/$UPLOAD" -H 'tus-resumable: 1.0.0' -H 'upload-offset: 0' \
  -H 'content-type: application/offset+octet-stream' --data-binary "@$HERE/photo.png"
FILE=$(sed -n 's/^onething-file: *//Ip' "$HERE/headers" | tr -d '\r' | base64 -d)
printf '  %s\n' "$FILE"

say '4. A draft with everything filled in'
UNTIL=$(date -u -d '+7 days' +%F)
cat > "$HERE/content" <<JSON
{ "situation": { "birth_place": "city_hospital", "child_age": "month", "household_here": "yes", "parents": "married",
    "mother_insured": "employee", "lives_here": "yes" },
  "answers": { "child_name": "陈一诺", "child_sex": "female", "child_birth_date": "2026-11-10",
    "birth_hospital": "maternity", "birth_weight": "3250", "child_order": "second", "child_ethnicity": "han",
    "child_surname": "father", "native_place": "519902", "applicant_role": "mother", "applicant_name": "林悦",
    "applicant_id_card": "519902199406120020", "applicant_phone": "13800000001", "other_name": "陈浩",
    "other_id_card": "519903199203180011", "other_phone": "13800000002", "household_with": "father",
    "household_address": { "region": "519903", "detail": "梧桐街 20 号 3 栋 1202" }, "home_same": false,
    "home_address": { "region": "519902", "detail": "南门里 8 号 2 栋 601" },
    "siblings": [ { "sibling_name": "陈一帆", "sibling_birth_date": "2022-05-01", "sibling_registered": false } ],
    "card_form": "both", "card_bank": "ccb", "benefit_settled": false, "benefit_expenses": 356000,
    "benefit_account": "6217000000000000004",
    "mother_employer": { "name": "清河云帆科技有限公司", "code": "91519904MA6QH0020W" }, "clinic": "nanmen",
    "vaccines_done": [ "hepatitis_b", "bcg" ], "health_risk": "none", "care_topics": [ "feeding", "class" ],
    "declare_truth": true, "declare_child_data": true, "declare_one_household": true },
  "evidence": { "parents-id-card": { "how": "upload", "files": [ $FILE ] },
    "marriage-certificate": { "how": "commitment" }, "delivery-record": { "how": "upload", "files": [ $FILE ] },
    "first-vaccination-record": { "how": "deferred", "until": "$UNTIL" },
    "household-register": { "how": "upload", "files": [ $FILE ] },
    "hospital-invoice": { "how": "upload", "files": [ $FILE ] },
    "discharge-summary": { "how": "upload", "files": [ $FILE ] } },
  "delivery": { "kind": "post", "name": "林悦", "phone": "13800000001", "region": "519902",
    "address": "南门里 8 号 2 栋 601" },
  "step": "review" }
JSON
send mother POST /drafts '{"thing":"newborn","anew":true}'
DRAFT=$(json "$HERE/answer" "d['id']")
REVISION=$(json "$HERE/answer" "d['revision']")
call mother PUT "/drafts/$DRAFT" -H 'content-type: application/json' -H "if-match: \"$REVISION\"" \
  --data-binary "@$HERE/content"
REVISION=$(json "$HERE/answer" "d['revision']")
printf '  draft %s, revision %s\n' "$DRAFT" "$REVISION"

say '5. Signed: digests over the canonical JSON (RFC 8785) of what will be filed'
python3 - "$HERE/content" "$ME" "$VERSION" > "$HERE/canonical" <<'PY'
import json, sys
content = json.load(open(sys.argv[1]))
filed = {'thing': 'newborn', 'version': int(sys.argv[3]), 'applicant': sys.argv[2], 'situation': content['situation'],
         'answers': content['answers'], 'evidence': content['evidence'], 'delivery': content['delivery'], 'total_cents': 0}
sys.stdout.write(json.dumps(filed, ensure_ascii=False, sort_keys=True, separators=(',', ':')))
PY
SM3=$(openssl dgst -sm3 < "$HERE/canonical" | sed 's/.*= *//')
SHA256=$(openssl dgst -sha256 < "$HERE/canonical" | sed 's/.*= *//')
SIGNATURE=$(new_id)
send mother POST /signatures "{\"id\":\"$SIGNATURE\",\"draft\":{\"id\":\"$DRAFT\",\"revision\":$REVISION},
  \"digests\":{\"sm3\":\"$SM3\",\"sha256\":\"$SHA256\"},\"image\":\"$(base64 -w0 "$HERE/photo.png")\"}"
printf '  SM3 %s\n' "$SM3"

say '6. Filed – and sent twice, which files once'
FILING="{\"id\":\"$(new_id)\",\"draft\":\"$DRAFT\",\"revision\":$REVISION,\"signature\":\"$SIGNATURE\"}"
send mother POST /cases "$FILING"
NUMBER=$(json "$HERE/answer" "d['number']")
send mother POST /cases "$FILING"
[ "$NUMBER" = "$(json "$HERE/answer" "d['number']")" ] || fail 'filed twice'
printf '  case %s\n' "$NUMBER"

say '7. The window clerk accepts it'
log_in clerk 13900000001
command clerk '{"command":"accept"}'

say '8. The record that was to follow is handed in: without it the vaccination has no result'
command mother "{\"command\":\"supply_material\",\"material\":\"first-vaccination-record\",
  \"evidence\":{\"how\":\"upload\",\"files\":[$FILE]}}"

say '9. Each department approves and issues, in the order of the graph'
# Departments of the newborn thing and the phones of their reviewers.
for reviewer in health:13900000003 cdc:13900000005 police:13900000007 hrss:13900000009 medicare:13900000011; do
  log_in "${reviewer%%:*}" "${reviewer##*:}"
done
for _ in 1 2 3 4 5 6 7; do
  call mother GET "/cases/$NUMBER"
  [ "$(json "$HERE/answer" "d['status']")" = accepted ] || break
  json "$HERE/answer" "'\n'.join(t['item']+' '+t['department'] for t in d['tasks'] if t['status']=='open')" > "$HERE/open"
  [ -s "$HERE/open" ] || fail 'nothing is open, and the case is not finished'
  while read -r item department; do
    command "$department" "{\"command\":\"approve\",\"item\":\"$item\",\"opinion\":\"材料齐全，符合条件\"}"
    command "$department" "{\"command\":\"issue_result\",\"item\":\"$item\"}"
    printf '  %-22s by %s\n' "$item" "$department"
  done < "$HERE/open"
done

say '10. Seven results'
call mother GET "/cases/$NUMBER"
json "$HERE/answer" "'\n'.join('  %-28s %s%s' % (t['result']['number'], t['result']['name']['zh'], '  (by rule)' if t['checks'] else '') for t in d['tasks'])"
[ "$(json "$HERE/answer" "d['status']=='finished' and len(d['tasks'])==7 and all(t['result'] for t in d['tasks'])")" = True ] \
  || fail "the case is $(json "$HERE/answer" "d['status']")"

say '11. Anyone with the number and the last four characters of her identity number may look it up'
send nobody POST /lookups "{\"number\":\"$NUMBER\",\"id_tail\":\"0020\"}"
json "$HERE/answer" "'  '+d['number']+' '+d['status']"

say 'Done.'
