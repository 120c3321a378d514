// Judges a log that Accord wrote or served with golang.org/x/mod/sumdb: its notes, its tiles, its proofs.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // 256 hashes in a tile

func check(err error, what string, args ...any) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "refused: %s: %v\n", fmt.Sprintf(what, args...), err)
		os.Exit(1)
	}
}

func open(text []byte, key note.Verifier) tlog.Tree {
	signed, err := note.Open(text, note.VerifierList(key))
	check(err, "checkpoint")
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != key.Name() || lines[3] != "" {
		check(fmt.Errorf("%q", signed.Text), "checkpoint of %s has not its three lines", key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "tree size")
	root, err := tlog.ParseHash(lines[2])
	check(err, "root hash")
	return tlog.Tree{N: size, Hash: root}
}

// folder reads tiles by the paths of C2SP tlog-tiles: those of tlog without the height, "entries" for "data".
type folder struct{ dir string }

func (f folder) path(t tlog.Tile) string {
	rest := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
	return filepath.Join(f.dir, "tile", strings.Replace(rest, "data/", "entries/", 1))
}
func (f folder) Height() int                     { return height }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(f.path(t))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func entries(f folder, size int64) [][]byte {
	var out [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		data, err := os.ReadFile(f.path(tlog.Tile{H: height, L: -1, N: n, W: int(width)}))
		check(err, "bundle %d", n)
		for ; width > 0; width-- {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				check(fmt.Errorf("too short"), "bundle %d", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			out = append(out, data[2:end])
			data = data[end:]
		}
		if len(data) != 0 {
			check(fmt.Errorf("%d bytes too many", len(data)), "bundle %d", n)
		}
	}
	return out
}

type stored struct{ hashes []tlog.Hash }

func (s *stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		if i >= int64(len(s.hashes)) {
			return nil, fmt.Errorf("hash %d is not there", i)
		}
		out = append(out, s.hashes[i])
	}
	return out, nil
}

func proof(texts []string) []tlog.Hash {
	var out []tlog.Hash
	for _, t := range texts {
		h, err := tlog.ParseHash(t)
		check(err, "hash of a proof")
		out = append(out, h)
	}
	return out
}

func receipt(file string, key note.Verifier) {
	var r struct {
		Log struct {
			Index      int64
			Checkpoint string
			Proof      []string
		}
		Entry    string
		Contents []struct{ Salt, Content string }
	}
	text, err := os.ReadFile(file)
	check(err, "receipt")
	check(json.Unmarshal(text, &r), "%s", file)
	tree := open([]byte(r.Log.Checkpoint), key)
	check(tlog.CheckRecord(proof(r.Log.Proof), tree.N, tree.Hash, r.Log.Index, tlog.RecordHash([]byte(r.Entry))), "%s: inclusion", file)
	var entry struct{ Commitments []string }
	check(json.Unmarshal([]byte(r.Entry), &entry), "%s: entry", file)
	for _, c := range r.Contents {
		salt, err := base64.StdEncoding.DecodeString(c.Salt)
		check(err, "%s: salt", file)
		sum := sha256.Sum256(append(salt, c.Content...))
		if !strings.Contains(strings.Join(entry.Commitments, " "), hex.EncodeToString(sum[:])) {
			check(fmt.Errorf("the entry does not commit to %s", c.Content), "%s", file)
		}
	}
}

func consistency(file string, key note.Verifier, tree tlog.Tree) {
	var c struct {
		Checkpoint string
		Proof      []string
	}
	text, err := os.ReadFile(file)
	check(err, "consistency proof")
	check(json.Unmarshal(text, &c), "%s", file)
	old := open([]byte(c.Checkpoint), key)
	check(tlog.CheckTree(proof(c.Proof), tree.N, tree.Hash, old.N, old.Hash), "%s", file)
}

func main() {
	dir := folder{os.Args[1]}
	key, err := note.NewVerifier(os.Args[2])
	check(err, "key")
	text, err := os.ReadFile(filepath.Join(dir.dir, "checkpoint"))
	check(err, "checkpoint")
	tree := open(text, key)

	// The tree from the entries alone.
	var mine stored
	records := entries(dir, tree.N)
	for i, e := range records {
		hashes, err := tlog.StoredHashes(int64(i), e, &mine)
		check(err, "entry %d", i)
		mine.hashes = append(mine.hashes, hashes...)
	}
	if tree.N > 0 {
		root, err := tlog.TreeHash(tree.N, &mine)
		check(err, "root")
		if root != tree.Hash {
			check(fmt.Errorf("%v is not %v", root, tree.Hash), "root of the entries")
		}
	}
	// Every tile that a tree of this size has, byte for byte.
	tiles := 0
	for _, t := range tlog.NewTiles(height, 0, tree.N) {
		if t.W < 256 && int64(t.W) != (tree.N>>(height*t.L))%256 {
			continue // a partial tile of a smaller tree
		}
		tiles++
		want, err := tlog.ReadTileData(t, &mine)
		check(err, "tile")
		got, err := os.ReadFile(dir.path(t))
		check(err, "tile")
		if !bytes.Equal(got, want) {
			check(fmt.Errorf("its hashes are not those of the entries"), "%s", dir.path(t))
		}
	}
	// Proofs made from our tiles by their reader, which checks each tile against the root.
	read := tlog.TileHashReader(tree, dir)
	for n := int64(0); n < tree.N; n += 1 + tree.N/50 {
		p, err := tlog.ProveRecord(tree.N, n, read)
		check(err, "proof of %d", n)
		check(tlog.CheckRecord(p, tree.N, tree.Hash, n, tlog.RecordHash(records[n])), "entry %d", n)
	}
	receipts, _ := filepath.Glob(filepath.Join(dir.dir, "receipts", "*.json"))
	for _, r := range receipts {
		receipt(r, key)
	}
	proofs, _ := filepath.Glob(filepath.Join(dir.dir, "consistency", "*.json"))
	for _, p := range proofs {
		consistency(p, key, tree)
	}
	fmt.Printf("accepted: %d entries, %d tiles, %d receipts, %d consistency proofs\n", tree.N, tiles, len(receipts), len(proofs))
}
