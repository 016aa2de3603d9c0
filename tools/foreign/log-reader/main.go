// Command log-reader reads a Porchlight log with the Go project's own libraries for transparency logs
// (golang.org/x/mod/sumdb/note and tlog), which share no code with ours.
//
//	log-reader -log ADDRESS -policy FILE [-older CHECKPOINT] [PROOF ...]
//
// It opens the checkpoint with the keys of the policy (c2sp.org/tlog-policy; every witness named must have cosigned), reads every
// tile, proves every entry and every older size to the root, and checks proofs (c2sp.org/tlog-proof) and an older checkpoint of
// the same log. One line a check; exit 1 at the first that does not hold.
package main

import (
	"flag"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	address := flag.String("log", "", "address of the log")
	policy := flag.String("policy", "", "file of the log policy")
	older := flag.String("older", "", "file of an older checkpoint")
	flag.Parse()
	if err := run(*address, *policy, *older, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "log-reader:", err)
		os.Exit(1)
	}
}

func run(address, policyFile, olderFile string, proofs []string) error {
	keys, err := readPolicy(policyFile)
	if err != nil {
		return err
	}
	files := &files{address: address, kept: map[string][]byte{}}
	signed, err := files.read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := keys.open(signed)
	if err != nil {
		return err
	}
	fmt.Printf("checkpoint: %d entries, signed by the log and %d witnesses\n", tree.N, len(keys.witnesses))
	hashes := tlog.TileHashReader(tree, files)
	if err := checkEntries(tree, hashes, files); err != nil {
		return err
	}
	if err := checkSizes(tree, hashes); err != nil {
		return err
	}
	if olderFile != "" {
		if err := checkOlder(tree, hashes, keys, olderFile); err != nil {
			return err
		}
	}
	for _, file := range proofs {
		if err := checkProof(tree, hashes, keys, files, file); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if len(proofs) > 0 {
		fmt.Printf("proofs: %d hold and are the ones this library makes\n", len(proofs))
	}
	return nil
}

// checkEntries proves every entry of every bundle to the root.
func checkEntries(tree tlog.Tree, hashes tlog.HashReader, files *files) error {
	for index := int64(0); index < tree.N; index++ {
		entry, err := files.entry(index, tree.N)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	fmt.Printf("entries: %d proved to the root\n", tree.N)
	return nil
}

// checkSizes proves that the tree of every smaller size is the beginning of this one.
func checkSizes(tree tlog.Tree, hashes tlog.HashReader) error {
	for size := int64(1); size < tree.N; size++ {
		root, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return err
		}
		if err := consistent(tree, hashes, size, root); err != nil {
			return err
		}
	}
	fmt.Printf("sizes: %d older trees proved consistent\n", tree.N-1)
	return nil
}

func checkOlder(tree tlog.Tree, hashes tlog.HashReader, keys *policy, file string) error {
	signed, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, err := keys.open(signed)
	if err != nil {
		return err
	}
	if err := consistent(tree, hashes, before.N, before.Hash); err != nil {
		return err
	}
	fmt.Printf("older checkpoint: its %d entries are the first of this log\n", before.N)
	return nil
}

func consistent(tree tlog.Tree, hashes tlog.HashReader, size int64, root tlog.Hash) error {
	proof, err := tlog.ProveTree(tree.N, size, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, size, root); err != nil {
		return fmt.Errorf("size %d: %w", size, err)
	}
	return nil
}
