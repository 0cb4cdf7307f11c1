package dev.terrace.platform;

import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Application.Route;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ingresses of which the AWS Load Balancer Controller makes one Application Load Balancer: those of one scheme. The load balancer
 * asks the applications one after the other, each with all its routes, and the first route that takes a request serves it.
 *
 * @param ingresses by application
 * @see <a href="https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#group.order">
 *     group.order</a>
 */
public record IngressGroup(Map<String, Ingress> ingresses) {
    public IngressGroup {
        ingresses = Ordered.map(ingresses);
    }

    /**
     * Why an application has to be asked before another.
     *
     * @param application the one that comes first
     * @param first a route of it
     * @param then a route of the other, which takes requests that the first is for
     */
    public record Precedence(String application, Route first, Route then) {}

    /**
     * When each application is asked: after how many others, of which each has to be asked before the next. Those of one turn may be
     * asked in any order. Those of a ring, see {@link #ringed}, have no turn, nor has what has to come after them.
     */
    public Map<String, Integer> turns() {
        var before = before();
        var turns = new LinkedHashMap<String, Integer>();
        for (int turn = 0; turns.size() < ingresses.size(); turn++) {
            var next = ingresses.keySet().stream()
                    .filter(it -> !turns.containsKey(it)
                            && turns.keySet().containsAll(before.get(it).keySet()))
                    .toList();
            if (next.isEmpty()) {
                break;
            }
            for (var application : next) {
                turns.put(application, turn);
            }
        }
        return Collections.unmodifiableMap(turns);
    }

    /** The applications of which each would have to be asked before itself, and why one of the same ring comes before it. */
    public Map<String, Precedence> ringed() {
        var before = before();
        var ringed = new LinkedHashMap<String, Precedence>();
        before.forEach((application, reasons) -> reasons.values().stream()
                .filter(reason -> allBefore(reason.application(), before).contains(application))
                .findFirst()
                .ifPresent(reason -> ringed.put(application, reason)));
        return Collections.unmodifiableMap(ringed);
    }

    private static Set<String> allBefore(String application, Map<String, Map<String, Precedence>> before) {
        var all = new LinkedHashSet<String>();
        var left = new ArrayDeque<>(List.of(application));
        while (!left.isEmpty()) {
            before.get(left.pop()).keySet().stream().filter(all::add).forEach(left::push);
        }
        return all;
    }

    /** What comes before each application, and why. */
    private Map<String, Map<String, Precedence>> before() {
        var before = new LinkedHashMap<String, Map<String, Precedence>>();
        for (var then : ingresses.keySet()) {
            var reasons = new LinkedHashMap<String, Precedence>();
            for (var first : ingresses.keySet()) {
                if (!first.equals(then)) {
                    precedence(first, then).ifPresent(reason -> reasons.put(first, reason));
                }
            }
            before.put(then, reasons);
        }
        return before;
    }

    private Optional<Precedence> precedence(String first, String then) {
        var routes = ingresses.get(then).routes();
        return ingresses.get(first).routes().stream()
                .flatMap(route ->
                        routes.stream().filter(route::comesBefore).map(other -> new Precedence(first, route, other)))
                .findFirst();
    }
}
