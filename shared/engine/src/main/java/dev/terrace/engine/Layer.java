package dev.terrace.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What should be there: a layer's resources, and with the references in their specs the order in which they can come to be.
 *
 * <pre>{@code
 * var vpc = layer.add("vpc", new Vpc("10.0.0.0/16", true, true));
 * layer.add("private-a", new Subnet(vpc.ref(), "10.0.64.0/20", "us-east-1a", false));
 * }</pre>
 */
public final class Layer {
    private final Owner owner;
    private final Map<String, Declared> resources = new LinkedHashMap<>();

    /** A declared resource: its spec, and what it must come after without referring to it. */
    record Declared(String name, Record spec, Set<String> after, boolean exported) {

        /** The names of this layer's resources that must be ready first. */
        Set<String> needs(String layer) {
            var needs = new LinkedHashSet<>(after);
            needs.addAll(references(layer));
            return needs;
        }

        /** The names of this layer's resources that the spec refers to. */
        Set<String> references(String layer) {
            var names = new LinkedHashSet<String>();
            for (var address : Specs.references(spec)) {
                if (address.startsWith(layer + "/")) {
                    names.add(address.substring(layer.length() + 1));
                }
            }
            return names;
        }
    }

    public Layer(Owner owner) {
        this.owner = owner;
    }

    public Owner owner() {
        return owner;
    }

    /**
     * Declares a resource.
     *
     * @param name its name within the layer: lower case letters, digits, dashes
     * @param after resources that must be ready first although the spec does not refer to them
     * @return the reference to it
     */
    public Ref add(String name, Record spec, Ref... after) {
        var names = new LinkedHashSet<String>();
        for (var ref : after) {
            names.add(ref.name());
        }
        if (resources.put(name, new Declared(name, spec, names, false)) != null) {
            throw new IllegalArgumentException(owner.address(name) + " is declared twice");
        }
        return new Ref(owner.layer(), name);
    }

    /**
     * Says that later layers stand on these resources: they are never replaced under them.
     *
     * @throws IllegalArgumentException when one of them is not declared
     */
    public void export(Collection<Ref> refs) {
        for (var ref : refs) {
            var declared = resources.get(ref.name());
            if (declared == null || !ref.layer().equals(owner.layer())) {
                throw new IllegalArgumentException(ref.address() + " is exported but not declared");
            }
            resources.put(ref.name(), new Declared(declared.name(), declared.spec(), declared.after(), true));
        }
    }

    /** The addresses of what later layers stand on. */
    public Set<String> exports() {
        return resources.values().stream()
                .filter(Declared::exported)
                .map(declared -> owner.address(declared.name()))
                .collect(Collectors.toSet());
    }

    /** The addresses in other layers that the specs refer to. */
    public Set<String> imports() {
        var imports = new LinkedHashSet<String>();
        resources.values().forEach(declared -> imports.addAll(Specs.references(declared.spec())));
        imports.removeIf(address -> address.startsWith(owner.layer() + "/"));
        return imports;
    }

    public int size() {
        return resources.size();
    }

    boolean isEmpty() {
        return resources.isEmpty();
    }

    /** The declared specs by name, in the order in which they were declared. */
    public Map<String, Record> specs() {
        var specs = new LinkedHashMap<String, Record>();
        resources.values().forEach(declared -> specs.put(declared.name(), declared.spec()));
        return specs;
    }

    boolean declares(String name, Class<?> spec) {
        var declared = resources.get(name);
        return declared != null && declared.spec().getClass() == spec;
    }

    /** The resources, each after those that it needs. */
    List<Declared> inOrder() {
        var ordered = new LinkedHashMap<String, Declared>();
        for (var declared : resources.values()) {
            visit(declared, ordered, new ArrayList<>());
        }
        return List.copyOf(ordered.values());
    }

    private void visit(Declared declared, Map<String, Declared> ordered, List<String> path) {
        if (ordered.containsKey(declared.name())) {
            return;
        }
        if (path.contains(declared.name())) {
            throw new IllegalArgumentException(owner.layer() + ": references run in a circle: " + path);
        }
        path.add(declared.name());
        for (var need : declared.needs(owner.layer())) {
            var other = resources.get(need);
            if (other == null) {
                throw new IllegalArgumentException(owner.address(declared.name()) + " refers to " + owner.address(need)
                        + ", which is not declared");
            }
            visit(other, ordered, path);
        }
        path.removeLast();
        ordered.put(declared.name(), declared);
    }
}
