package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const width = 256

// files reads the log's files over HTTP, each once. It is the tile reader of package tlog: the same tiles of height 8, whose
// paths lack the height (c2sp.org/tlog-tiles).
type files struct {
	address string
	kept    map[string][]byte
}

func (f *files) read(path string) ([]byte, error) {
	if kept, ok := f.kept[path]; ok {
		return kept, nil
	}
	answer, err := http.Get(f.address + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	bytes, err := io.ReadAll(answer.Body)
	f.kept[path] = bytes
	return bytes, err
}

func (f *files) Height() int { return 8 }

func (f *files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, 0, len(tiles))
	for _, tile := range tiles {
		bytes, err := f.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (f *files) SaveTiles([]tlog.Tile, [][]byte) {}

// entry reads an entry from its bundle: entries behind one another, each after its length in two bytes.
func (f *files) entry(index, size int64) ([]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: index / width, W: width}
	if rest := size - tile.N*width; rest < width {
		tile.W = int(rest)
	}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	bundle, err := f.read(path)
	if err != nil {
		return nil, err
	}
	var entry []byte
	for n := int64(0); n < int64(tile.W); n++ {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("%s: entry %d is cut off", path, n)
		}
		length := int(binary.BigEndian.Uint16(bundle))
		if n == index%width {
			entry = bundle[2 : 2+length]
		}
		bundle = bundle[2+length:]
	}
	if len(bundle) != 0 {
		return nil, fmt.Errorf("%s: %d bytes too many", path, len(bundle))
	}
	return entry, nil
}
