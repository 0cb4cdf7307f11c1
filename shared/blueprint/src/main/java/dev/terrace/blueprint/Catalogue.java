package dev.terrace.blueprint;

import dev.terrace.blueprint.InstanceType.Architecture;
import dev.terrace.platform.VersionWish;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What AWS offers where, as it was known on one day: the data is {@code aws.json}, which {@code refresh.py} makes anew.
 *
 * <p>AWS offers more every week, so that whether it offers something has more answers than two: {@link Standing}.
 */
final class Catalogue {
    static final String RESOURCE = "aws.json";

    /** Nothing that AWS names is longer; patterns are spared the rest. */
    private static final int LONGEST = 64;

    private static final Pattern REGION =
            Pattern.compile("(?<area>[a-z]+(-[a-z]+)?)-(?<direction>[a-z]+)-(?<number>[1-9]\\d?)");
    private static final Pattern FAMILY =
            Pattern.compile("(?<series>[a-z]{1,4})(?<generation>[1-9]\\d?)(?<attributes>[a-z]{0,6})(-[a-z0-9]{1,6})?");
    private static final Pattern SIZE =
            Pattern.compile("nano|micro|small|medium|large|([2-9]|[1-9]\\d{1,2})?xlarge|metal(-[1-9]\\d{1,2}xl)?");

    /** What regions offer is written in words. */
    private static final Pattern WORD = Pattern.compile("(?<family>[^ :!]+)((?<which>[:!])(?<sizes>[^ ]+))?");

    /** Every region has three zones at least: aws.amazon.com/about-aws/global-infrastructure/regions_az. */
    private static final char THIRD_ZONE = 'c';

    /** How far from the newest known generation of instances, and how far ahead of the newest version of an engine, a new one may be. */
    private static final int NEAR_GENERATIONS = 1;

    private static final int NEXT_VERSIONS = 5;

    /** Whether AWS has, or offers, something of a name. */
    enum Standing {
        /** It does, as far as is known. */
        KNOWN,
        /** It did not on the catalogue's date, and may by now: worth a warning, no more. */
        PLAUSIBLE,
        /** It did once, and makes nothing new of it; what is there may stay: worth a warning, too. So go versions, and databases' families. */
        PAST,
        /** It did not, and nothing of such a name is going to come: an error. */
        IMPOSSIBLE
    }

    /** What comes in families and sizes, each kind with a prefix of its own. */
    enum Kind {
        /** Of EC2: {@code t3.large}. */
        INSTANCE_TYPE("an EC2 instance type", "t3.medium", "", "instanceFamilies", "instanceTypes"),
        /** Of RDS for PostgreSQL: {@code db.t4g.medium}. */
        DATABASE_CLASS("an RDS instance class", "db.t4g.medium", "db.", "databaseFamilies", "databases"),
        /** Of ElastiCache: {@code cache.t4g.micro}. */
        CACHE_NODE_TYPE("an ElastiCache node type", "cache.t4g.medium", "cache.", "cacheFamilies", "caches");

        private final String words;
        private final String example;
        private final String prefix;
        private final String families;
        private final String offers;

        Kind(String words, String example, String prefix, String families, String offers) {
            this.words = words;
            this.example = example;
            this.prefix = prefix;
            this.families = families;
            this.offers = offers;
        }

        /** What such a thing is called. */
        String words() {
            return words;
        }

        /** One that nearly all regions offer. */
        String example() {
            return example;
        }
    }

    /** A family and a size: {@code t3} and {@code large}. */
    private record Name(String family, String size) {
        private static Optional<Name> of(Kind kind, String text) {
            var parts = text.length() <= LONGEST && text.startsWith(kind.prefix)
                    ? text.substring(kind.prefix.length()).split("\\.", -1)
                    : new String[0];
            return parts.length == 2 ? Optional.of(new Name(parts[0], parts[1])) : Optional.empty();
        }
    }

    private record Place(String region, Kind kind) {}

    /** Read when it is first asked for: most functions never do. */
    private static final class Loaded {
        private static final Catalogue CATALOGUE = load();

        private static Catalogue load() {
            try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
                return read(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A tree and no records: of these, reading them once would cost five times as much. */
    private final JsonNode data;

    private final Map<Place, Map<String, Set<String>>> offers = new ConcurrentHashMap<>();
    private final Map<Place, List<String>> names = new ConcurrentHashMap<>();

    private Catalogue(JsonNode data) {
        this.data = data;
    }

    static Catalogue get() {
        return Loaded.CATALOGUE;
    }

    static Catalogue read(InputStream json) {
        return new Catalogue(JsonMapper.shared().readTree(json));
    }

    /** Of what was known when. */
    LocalDate date() {
        return LocalDate.parse(data.get("date").stringValue());
    }

    /** Of what people keep, since no package has it, and was known when: what EKS has. */
    LocalDate keptDate() {
        return LocalDate.parse(data.get("kept").get("date").stringValue());
    }

    Collection<String> regions() {
        return data.get("regions").propertyNames();
    }

    /** A new region has the next number where there are such regions already, or else the first. */
    Standing region(String name) {
        if (data.get("regions").has(name)) {
            return Standing.KNOWN;
        }
        var parts = REGION.matcher(shortened(name));
        if (!parts.matches() || partition(name).isEmpty()) {
            return Standing.IMPOSSIBLE;
        }
        var alike = regions().stream()
                .map(REGION::matcher)
                .filter(other -> other.matches() && other.group("direction").equals(parts.group("direction")))
                .toList();
        int last = alike.stream()
                .filter(other -> other.group("area").equals(parts.group("area")))
                .mapToInt(other -> Integer.parseInt(other.group("number")))
                .max()
                .orElse(0);
        return !alike.isEmpty() && Integer.parseInt(parts.group("number")) == last + 1
                ? Standing.PLAUSIBLE
                : Standing.IMPOSSIBLE;
    }

    /** The partition in which ARNs of the region are, e.g. {@code aws-cn}; empty when the region's name is of no form. */
    Optional<String> partition(String region) {
        var known = data.get("regions").get(region);
        return known != null
                ? Optional.of(known.get("partition").stringValue())
                : data.get("partitions").properties().stream()
                        .filter(partition ->
                                shortened(region).matches(partition.getValue().stringValue()))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    /** A region's availability zones, in the order of their letters; of a region that is not known, those that most have. */
    List<String> zones(String region) {
        return data.get("regions")
                .path(region)
                .path("zones")
                .asString("abc")
                .chars()
                .mapToObj(letter -> region + (char) letter)
                .toList();
    }

    /** How many zones of a region a cluster can be in: of most regions, all. */
    int mostZonesOfEks(String region) {
        return data.path("eksZones").path(region).asInt(Integer.MAX_VALUE);
    }

    /** Which letters an account has is its own; what no account can have is a letter far behind the last. */
    Standing zone(String region, String zone) {
        if (zone.length() != region.length() + 1 || !zone.startsWith(region)) {
            return Standing.IMPOSSIBLE;
        }
        var zones = data.get("regions").path(region).path("zones").asString("");
        int last = zones.chars().map(known -> Math.max(known, THIRD_ZONE)).max().orElse(THIRD_ZONE);
        int letter = zone.charAt(region.length());
        if (letter < 'a' || letter > last + 1) {
            return Standing.IMPOSSIBLE;
        }
        return letter <= last ? Standing.KNOWN : Standing.PLAUSIBLE;
    }

    /** Empty when it is not known, whatever its {@link #standing}. */
    Optional<InstanceType> instanceType(String name) {
        return Name.of(Kind.INSTANCE_TYPE, name).flatMap(type -> {
            var family = families(Kind.INSTANCE_TYPE).path(type.family);
            return family.path("sizes")
                    .optional(type.size)
                    .map(size -> new InstanceType(
                            name,
                            size.get(0).intValue(),
                            size.get(1).intValue(),
                            Architecture.valueOf(
                                    family.get("architecture").stringValue().toUpperCase(Locale.ROOT)),
                            size.get(2).intValue()));
        });
    }

    /** Whether the images of nodes that EKS has can boot on it; the name is not checked. */
    boolean canBeANode(String instanceType) {
        return Name.of(Kind.INSTANCE_TYPE, instanceType)
                .map(type -> !strings("noNodesFrom").contains(type.family))
                .orElse(true);
    }

    /** Whether there is something of the name anywhere. */
    Standing standing(Kind kind, String name) {
        return Name.of(kind, name).map(it -> standing(kind, it)).orElse(Standing.IMPOSSIBLE);
    }

    private Standing standing(Kind kind, Name name) {
        if (sizes(kind, name.family).contains(name.size)) {
            return Standing.KNOWN;
        }
        if (!SIZE.matcher(name.size).matches()) {
            return Standing.IMPOSSIBLE;
        }
        if (isPast(kind, name.family)) {
            return Standing.PAST;
        }
        return mayGrow(kind, name.family) ? Standing.PLAUSIBLE : Standing.IMPOSSIBLE;
    }

    private boolean isPast(Kind kind, String family) {
        return kind == Kind.DATABASE_CLASS
                && strings("databaseFamiliesNoLongerMade").contains(family);
    }

    /** Whether a family may have other sizes, or be in other regions, by now: one that has not spread in the year before is settled. */
    private boolean mayGrow(Kind kind, String family) {
        var known = families(kind).get(family);
        return known == null ? mayCome(kind, family) : !known.get("settled").booleanValue();
    }

    /**
     * New families are of about a series' newest generation, or the first of a new series. Where all of the newest say whose processor
     * they have, {@code m9g}, there will be no plain {@code m9}.
     */
    private boolean mayCome(Kind kind, String family) {
        var parts = FAMILY.matcher(family);
        if (!parts.matches()) {
            return false;
        }
        int generation = generation(parts);
        var series = families(kind).propertyNames().stream()
                .map(FAMILY::matcher)
                .filter(other -> other.matches() && other.group("series").equals(parts.group("series")))
                .collect(Collectors.groupingBy(Catalogue::generation, TreeMap::new, Collectors.toList()));
        if (series.isEmpty()) {
            return generation == 1;
        }
        var newest = series.lastEntry();
        var plain = newest.getValue().stream()
                .anyMatch(other -> other.group("attributes").isEmpty());
        return Math.abs(generation - newest.getKey()) <= NEAR_GENERATIONS
                && (plain || !parts.group("attributes").isEmpty());
    }

    private static int generation(MatchResult family) {
        return Integer.parseInt(family.group("generation"));
    }

    /** Whether it is offered in the region; where that is not known, whether there is something of the name anywhere. */
    Standing offers(String region, Kind kind, String name) {
        var type = Name.of(kind, name);
        var anywhere = type.map(it -> standing(kind, it)).orElse(Standing.IMPOSSIBLE);
        if (anywhere != Standing.KNOWN || !knowsOffers(region, kind)) {
            return anywhere;
        }
        var family = type.orElseThrow().family;
        if (offered(region, kind).getOrDefault(family, Set.of()).contains(type.orElseThrow().size)) {
            return Standing.KNOWN;
        }
        return mayGrow(kind, family) ? Standing.PLAUSIBLE : Standing.IMPOSSIBLE;
    }

    /** The names of what a region offers, in order; where that is not known, of all that there is. */
    Collection<String> names(String region, Kind kind) {
        var isKnown = knowsOffers(region, kind);
        return names.computeIfAbsent(new Place(isKnown ? region : "", kind), _ -> {
            var here = isKnown
                    ? offered(region, kind)
                    : families(kind).propertyNames().stream()
                            .collect(Collectors.toMap(Function.identity(), family -> sizes(kind, family)));
            var all = new TreeSet<String>();
            here.forEach((family, sizes) -> sizes.forEach(size -> all.add(kind.prefix + family + "." + size)));
            return List.copyOf(all);
        });
    }

    private boolean knowsOffers(String region, Kind kind) {
        return data.get("regions").path(region).has(kind.offers);
    }

    /** Sizes by family. */
    private Map<String, Set<String>> offered(String region, Kind kind) {
        return offers.computeIfAbsent(new Place(region, kind), place -> WORD.matcher(
                        data.get("regions").path(region).path(kind.offers).asString(""))
                .results()
                .collect(Collectors.toMap(word -> word.group("family"), word -> sizes(kind, word))));
    }

    /** {@code m5} is the whole family, {@code m5:large,xlarge} some of it, {@code m5!metal} all but those. */
    private Set<String> sizes(Kind kind, MatchResult word) {
        var all = sizes(kind, word.group("family"));
        if (word.group("sizes") == null) {
            return all;
        }
        var named = Set.of(word.group("sizes").split(","));
        return all.stream()
                .filter(size -> named.contains(size) == word.group("which").equals(":"))
                .collect(Collectors.toSet());
    }

    /** Of a family that is not known: none. */
    private Set<String> sizes(Kind kind, String family) {
        var sizes = families(kind).path(family).path("sizes");
        return sizes.isObject()
                ? Set.copyOf(sizes.propertyNames())
                : sizes.valueStream().map(JsonNode::stringValue).collect(Collectors.toSet());
    }

    private JsonNode families(Kind kind) {
        return data.get(kind.families);
    }

    /** The add-ons of EKS itself and of the community; those of vendors, {@code vendor_product}, are too many to be known. */
    List<String> eksAddons() {
        return strings("eksAddons");
    }

    /** The versions of Kubernetes that EKS has in standard support: Terrace makes clusters in no others. */
    List<String> eksVersions() {
        return inStandardSupport("eksStandardSupport");
    }

    /** Those that RDS makes new instances in, of the major versions in standard support. */
    List<String> postgresVersions() {
        var majors = inStandardSupport("postgresStandardSupport");
        return strings("postgresVersions").stream()
                .filter(version -> majors.contains(version.substring(0, version.indexOf('.'))))
                .toList();
    }

    List<String> redisVersions() {
        return strings("redisVersions");
    }

    /** Without an end that is known, support goes on. */
    private List<String> inStandardSupport(String key) {
        return data.get(key).properties().stream()
                .filter(version -> version.getValue().isNull()
                        || date().isBefore(LocalDate.parse(version.getValue().stringValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A version that is not offered may come if it is newer than all that are, or than all of its major version; but only a little. */
    static Standing version(VersionWish wish, List<String> offered) {
        if (offered.stream().anyMatch(wish::isMetBy)) {
            return Standing.KNOWN;
        }
        var wished = numbers(wish.version());
        var newest = numbers(newest(wish, offered));
        if (wished.length > newest.length) {
            return Standing.IMPOSSIBLE;
        }
        for (int i = 0; i < wished.length; i++) {
            if (wished[i] != newest[i]) {
                return wished[i] < newest[i]
                        ? Standing.PAST
                        : wished[i] - newest[i] <= NEXT_VERSIONS ? Standing.PLAUSIBLE : Standing.IMPOSSIBLE;
            }
        }
        return Standing.PAST;
    }

    /** The newest of the wished major version, or if there is none, of all. */
    static String newest(VersionWish wish, List<String> offered) {
        int major = numbers(wish.version())[0];
        return offered.stream()
                .filter(version -> numbers(version)[0] == major)
                .max(VersionWish.ORDER)
                .orElseGet(() -> offered.stream().max(VersionWish.ORDER).orElseThrow());
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    private List<String> strings(String key) {
        return data.get(key).valueStream().map(JsonNode::stringValue).toList();
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST ? name : "";
    }
}
