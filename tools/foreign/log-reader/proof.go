package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// checkProof checks a proof file (c2sp.org/tlog-proof) under its own checkpoint, and that it is the very proof this library makes
// when it is of the tree that was read.
func checkProof(tree tlog.Tree, hashes tlog.HashReader, keys *policy, files *files, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, checkpoint, ok := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("not a proof without extra data")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	of, err := keys.open([]byte(checkpoint))
	if err != nil {
		return err
	}
	entry, err := files.entry(index, tree.N)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, of.N, of.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	own, err := tlog.ProveRecord(of.N, index, hashes)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(own, proof) {
		return fmt.Errorf("entry %d: this library makes another proof", index)
	}
	return nil
}
