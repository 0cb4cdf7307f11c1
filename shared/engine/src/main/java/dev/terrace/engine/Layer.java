package dev.terrace.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    record Declared(String name, Record spec, Set<String> after) {

        /** The names of this layer's resources that must be ready first. */
        Set<String> needs(String layer) {
            var needs = new LinkedHashSet<>(after);
            for (var address : Specs.references(spec)) {
                if (address.startsWith(layer + "/")) {
                    needs.add(address.substring(layer.length() + 1));
                }
            }
            return needs;
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
        if (resources.put(name, new Declared(name, spec, names)) != null) {
            throw new IllegalArgumentException(owner.address(name) + " is declared twice");
        }
        return new Ref(owner.layer(), name);
    }

    public int size() {
        return resources.size();
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
