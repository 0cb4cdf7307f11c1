#!/bin/sh
# Builds a program of the Kubernetes control plane from its Go modules, where the release binaries cannot be downloaded.
# usage: build-control-plane.sh <target folder> <program> <version>
# The target then holds bin/<program>, for kwok also its stages in stages/. <target>/work can be removed after the last program.
set -eu
target=$1 program=$2 version=$3
work=$target/work
mkdir -p "$target/bin" "$target/stages" "$work/tmp"
export GOFLAGS="-mod=mod -trimpath -buildvcs=false" CGO_ENABLED=0 GOWORK=off GOTMPDIR="$work/tmp"

# Each project has a throw-away module of its own: their dependencies need not agree with each other's.
module() {
    mkdir "$work/$1"
    cd "$work/$1"
    go mod init "terrace.local/$1"
}

case $program in
kwok)
    module kwok
    go get "sigs.k8s.io/kwok@v$version"
    # What the project publishes as stage-fast.yaml.
    stages=$(go list -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
    cat "$stages"/node/fast/*node-*.yaml "$stages"/node/heartbeat-with-lease/*node-*.yaml > "$target/stages/node.yaml"
    cat "$stages"/pod/fast/*pod-*.yaml > "$target/stages/pod.yaml"
    go build -ldflags "-s -w" -o "$target/bin/kwok" sigs.k8s.io/kwok/cmd/kwok
    ;;
etcd)
    module etcd
    go get "go.etcd.io/etcd/server/v3@v$version"
    go build -ldflags "-s -w" -o "$target/bin/etcd" go.etcd.io/etcd/server/v3
    ;;
kube-*)
    if [ -d "$work/kubernetes" ]; then
        cd "$work/kubernetes"
    else
        # k8s.io/kubernetes takes its own libraries from its source tree (=> ./staging/...): outside of it, their published
        # versions serve.
        module kubernetes
        go mod edit -require "k8s.io/kubernetes@v$version"
        sources=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')
        sed -n 's|^\(replace\)\{0,1\}[[:space:]]*\(k8s.io/[^ ]*\) => ./staging/.*|\2|p' "$sources" | while read -r library; do
            go mod edit -replace "$library=$library@v0${version#1}"                     # 1.36.3 -> v0.36.3
        done
    fi
    stamp="-X k8s.io/component-base/version.gitVersion=v$version -X k8s.io/component-base/version.gitTreeState=clean"
    go build -ldflags "-s -w $stamp" -o "$target/bin/$program" "k8s.io/kubernetes/cmd/$program"
    ;;
esac
