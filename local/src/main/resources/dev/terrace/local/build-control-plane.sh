#!/bin/sh
# Builds the Kubernetes control plane from its Go modules, for machines where the release binaries cannot be downloaded.
# usage: build-control-plane.sh <target folder> <kubernetes version> <etcd version> <kwok version>
# The target then holds bin/{etcd,kube-apiserver,kube-controller-manager,kube-scheduler,kwok} and kwok's stages in stages/.
set -eu
target=$1 kubernetes=$2 etcd=$3 kwok=$4
staging=v0${kubernetes#1}                     # 1.36.3 -> v0.36.3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOFLAGS="-mod=mod -trimpath -buildvcs=false" CGO_ENABLED=0 GOWORK=off
mkdir -p "$target/bin" "$target/stages"

# Each program has a throw-away module of its own: their dependencies need not agree with each other's.
module() {
    mkdir "$work/$1"
    cd "$work/$1"
    go mod init "terrace.local/$1" 2>/dev/null
}

echo "kwok $kwok"
module kwok
go get "sigs.k8s.io/kwok@v$kwok" 2>/dev/null
stages=$(go list -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
cat "$stages"/node/fast/*node-*.yaml "$stages"/node/heartbeat/*node-*.yaml > "$target/stages/node.yaml"
cat "$stages"/pod/fast/*pod-*.yaml > "$target/stages/pod.yaml"
go build -ldflags "-s -w" -o "$target/bin/kwok" sigs.k8s.io/kwok/cmd/kwok

echo "etcd $etcd"
module etcd
go get "go.etcd.io/etcd/server/v3@v$etcd" 2>/dev/null
go build -ldflags "-s -w" -o "$target/bin/etcd" go.etcd.io/etcd/server/v3

# k8s.io/kubernetes takes its own libraries from its source tree (=> ./staging/...): outside of it, their published versions serve.
module kubernetes
go mod edit -require "k8s.io/kubernetes@v$kubernetes"
sources=$(go mod download -json "k8s.io/kubernetes@v$kubernetes" | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')
sed -n 's|^\(replace\)\{0,1\}[[:space:]]*\(k8s.io/[^ ]*\) => ./staging/.*|\2|p' "$sources" | while read -r library; do
    go mod edit -replace "$library=$library@$staging"
done
version="-X k8s.io/component-base/version.gitVersion=v$kubernetes -X k8s.io/component-base/version.gitTreeState=clean"
for program in kube-apiserver kube-controller-manager kube-scheduler; do
    echo "$program $kubernetes"
    go build -ldflags "-s -w $version" -o "$target/bin/$program" "k8s.io/kubernetes/cmd/$program"
done
