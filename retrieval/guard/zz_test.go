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
	inv := map[int32]string{}
	for n, id := range book.classes {
		inv[id] = n
	}
	for sc.Scan() {
		v := Check(sc.Text())
		if os.Getenv("ZALL") == "" && v.Reason == "" {
			continue
		}
		fmt.Printf("%-10s %-22s %s\n", v.Reason, v.Found, sc.Text())
		if os.Getenv("ZN") != "" {
			x, _ := expand(scan(sc.Text()), 0)
			x.find()
			x.findNames()
			x.findNumbers()
			for p := range x.tokens {
				for h := x.first[p]; h >= 0; h = x.hits[h].next {
					switch inv[x.hits[h].class] {
					case "name", "someone", "self", "id_number", "telephone":
						fmt.Printf("    %s:", inv[x.hits[h].class])
						for i := p; i < int(x.hits[h].end); i++ {
							fmt.Printf(" %s", x.tokens[i].spelling)
						}
						fmt.Println()
					}
				}
			}
		}
	}
}
