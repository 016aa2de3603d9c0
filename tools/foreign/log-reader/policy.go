package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// policy holds the keys of a log policy.
type policy struct {
	log       note.Verifier
	witnesses []note.Verifier
}

func readPolicy(file string) (*policy, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	keys := &policy{}
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) >= 2 && words[0] == "log":
			keys.log, err = note.NewVerifier(words[1])
		case len(words) >= 3 && words[0] == "witness":
			var key note.Verifier
			key, err = newCosignatureVerifier(words[2])
			keys.witnesses = append(keys.witnesses, key)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
	}
	if keys.log == nil {
		return nil, errors.New("the policy names no log")
	}
	return keys, nil
}

// open verifies a checkpoint: the log and every witness must have signed, and nobody unknown (c2sp.org/tlog-checkpoint).
func (keys *policy) open(signed []byte) (tree tlog.Tree, err error) {
	opened, err := note.Open(signed, note.VerifierList(append(keys.witnesses, keys.log)...))
	if err != nil {
		return tree, err
	}
	if len(opened.Sigs) != len(keys.witnesses)+1 || len(opened.UnverifiedSigs) != 0 {
		return tree, fmt.Errorf("%d known and %d unknown signatures, %d keys", len(opened.Sigs), len(opened.UnverifiedSigs), len(keys.witnesses)+1)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != keys.log.Name() || lines[3] != "" {
		return tree, errors.New("not a checkpoint of this log without extensions")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || strconv.FormatInt(tree.N, 10) != lines[1] {
		return tree, errors.New("the size is not a number")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// cosignature verifies lines of a witness (c2sp.org/tlog-cosignature, Ed25519): eight bytes of time, then a signature over
// "cosignature/v1", the time and the note.
type cosignature struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosignatureVerifier(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a verifier key")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, err
	}
	if len(key) != 33 || key[0] != 4 {
		return nil, errors.New("not a cosignature key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if binary.BigEndian.Uint32(sum[:]) != uint32(hash) {
		return nil, errors.New("the key id is another's")
	}
	return &cosignature{name: parts[0], hash: uint32(hash), key: ed25519.PublicKey(key[1:])}, nil
}

func (c *cosignature) Name() string    { return c.name }
func (c *cosignature) KeyHash() uint32 { return c.hash }

func (c *cosignature) Verify(message, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(signature))
	return ed25519.Verify(c.key, append([]byte(head), message...), signature[8:])
}
