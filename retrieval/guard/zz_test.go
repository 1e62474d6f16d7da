package guard

import (
	"bufio"
	"fmt"
	"os"
	"testing"
)

func TestZZ(t *testing.T) {
	f, err := os.Open(os.Getenv("ZZ"))
	if err != nil {
		t.Skip()
	}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	inv := map[int32]string{book.name: "name", book.someone: "someone", book.self: "self", book.identity: "id", book.telephone: "tel"}
	for sc.Scan() {
		v := Check(sc.Text())
		if os.Getenv("ZALL") == "" && v.Reason == "" {
			continue
		}
		fmt.Printf("%-10s %-22s %s\n", v.Reason, v.Found, sc.Text())
		if os.Getenv("ZN") != "" {
			x := new(text)
			x.read(sc.Text())
			x.find()
			x.findNames()
			x.findNumbers()
			for p := range x.tokens {
				for h := x.first[p]; h >= 0; h = x.hits[h].next {
					if k := inv[x.hits[h].node]; k != "" {
						fmt.Printf("    %s:", k)
						for i := p; i < int(x.hits[h].end); i++ {
							fmt.Printf(" %s", x.tokens[i].code.text())
						}
						fmt.Println()
					}
				}
			}
		}
	}
}
