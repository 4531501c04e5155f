"""Verifies an exported audit log: python3 verify.py export.jsonl [checkpoints.jsonl]. Exit 0 good, 1 bad or unreadable, 2 usage."""
import hashlib, json, sys  # noqa: E401

def refuse(number):
    raise ValueError(f"{number} is not a whole number")

def written(pairs):
    ordered = dict(sorted(pairs, key=lambda pair: pair[0].encode("utf-16-be")))
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode()

def load(line):
    event = json.loads(line, parse_float=refuse, parse_constant=refuse)
    if not all(isinstance(value, str) or (type(value) is int and abs(value) < 2**53) for value in event.values()):
        raise ValueError("a column is neither text nor a whole number")
    if written(event.items()) != line:
        raise ValueError("written in another way than it was hashed")
    return event

def verify(log, checkpoints):
    anchors, previous, seq, anchored = {}, "0" * 64, 0, 0
    for line in map(json.loads, checkpoints):
        anchors.setdefault(line["size"], set()).add(line["head"])
    for line in log:
        seq += 1
        try:
            event = load(line.removesuffix(b"\n"))
            covered = written(pair for pair in event.items() if pair[0] not in ("hash", "prev_hash"))
            digest = hashlib.sha256(b"\0" + bytes.fromhex(previous) + covered).hexdigest()
            if (event["seq"], event["prev_hash"], event["hash"]) != (seq, previous, digest):
                raise ValueError("its number, link or hash is wrong")
        except (ValueError, KeyError, AttributeError) as wrong:
            return f"event {seq}: {wrong}"
        if anchors.get(seq, {digest}) != {digest}:
            return f"event {seq} is not the one that its checkpoint saw"
        previous, anchored = digest, seq if seq in anchors else anchored
    print(f"{seq} events, chain whole, anchored up to {anchored}")
    return f"the log ends at {seq}, a checkpoint saw {max(anchors)} events" if max(anchors, default=0) > seq else None

problem = verify(*[open(name, "rb") for name in sys.argv[1:3]], *[[]] * (3 - len(sys.argv))) if 2 <= len(sys.argv) <= 3 else sys.exit(2)
sys.exit(print("BAD,", problem) or 1 if problem else 0)
