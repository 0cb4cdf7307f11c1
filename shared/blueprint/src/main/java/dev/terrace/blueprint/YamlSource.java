package dev.terrace.blueprint;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/**
 * A YAML 1.2 document as a tree of JSON that knows where in the file each key and each value stands. It is read part by part first,
 * which takes no room, and becomes a tree only when it is known to be a small one.
 */
final class YamlSource {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Far more values than anybody writes, or repeats by aliases, are an attack or a mistake. */
    private static final int MAX_NODES = 20_000;

    /** In characters, of all texts together: an alias repeats a long one with a few. */
    private static final int MAX_TEXT = Blueprint.LARGEST;

    /** In characters. No name that AWS or Kubernetes knows is half as long. */
    private static final int MAX_KEY = 1_000;

    /** Trees are composed and read by recursion, for which a stack has room only so often. No blueprint needs half of it. */
    private static final int MAX_DEPTH = 20;

    /** The numbers that there is a use for: the schema's validator takes numbers for longs, and more digits cost more time. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{0,18})?([eE][-+]?\\d{1,2})?");

    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(18);

    /** What a text that is not in quotes reads as. */
    private static final ScalarResolver PLAIN = new JsonSchema().getScalarResolver();

    /** The tags of JSON's kinds of single values. {@code !} says of one that it is text. */
    private static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, new Tag("!"));

    // By paths as texts, which can be ordered: so keys that were made to have one hash cost no more than others.
    private final Map<String, Position> keys = new HashMap<>();
    private final Map<String, Position> values = new HashMap<>();
    private final Map<String, String> scalars = new HashMap<>();
    private final List<SyntaxProblem> syntaxProblems = new ArrayList<>();
    private JsonNode tree = MissingNode.getInstance();
    private Position reached = Position.START;
    private int nodes;
    private int text;

    /** Both from 1. */
    record Position(int line, int column) implements Comparable<Position> {
        static final Position START = new Position(1, 1);

        static Position of(Optional<Mark> mark) {
            return mark.map(it -> new Position(it.getLine() + 1, it.getColumn() + 1))
                    .orElse(START);
        }

        /** The place right after the beginning of a file. */
        static Position after(String beginning) {
            int line = 1;
            int lineStart = 0;
            for (int at = 0; at < beginning.length(); at++) {
                boolean isEnd = beginning.charAt(at) == '\n'
                        || beginning.charAt(at) == '\r' && !beginning.startsWith("\n", at + 1);
                if (isEnd) {
                    line++;
                    lineStart = at + 1;
                }
            }
            return new Position(line, beginning.codePointCount(lineStart, beginning.length()) + 1);
        }

        @Override
        public int compareTo(Position other) {
            return line == other.line ? Integer.compare(column, other.column) : Integer.compare(line, other.line);
        }
    }

    /** Why the text is no YAML, or none that a blueprint may be written in. */
    record SyntaxProblem(Position position, JsonPointer path, String found, String expected, String remedy) {}

    private YamlSource() {}

    static YamlSource parse(String yaml) {
        var source = new YamlSource();
        try {
            source.read(yaml);
        } catch (MarkedYamlEngineException e) {
            source.problem(SyntaxWords.of(e));
        } catch (YamlVersionException _) {
            source.problem(source.reached, JsonPointer.empty(), "another version of YAML", "version 1.2");
        } catch (YamlEngineException _) {
            source.problem(source.reached, JsonPointer.empty(), "no YAML", "YAML");
        } catch (NumberFormatException _) {
            // The parser's own, of \\U and eight digits above 10FFFF, and of an escape that the file ends in.
            source.problem(
                    source.reached,
                    JsonPointer.empty(),
                    "an escape that is no character, in what follows",
                    "text without it");
        }
        return source;
    }

    private void read(String yaml) {
        // A carriage return is a part of line ends, and only where it is written with an escape, one of texts.
        var unfit = Characters.indexOfUnfit(yaml.replace('\r', '\n'));
        if (unfit >= 0) {
            unfit(Position.after(yaml.substring(0, unfit)), yaml.codePointAt(unfit));
            return;
        }
        // The parser fails where the end of its buffer comes between the two halves of a character: so all of the file
        // goes into it.
        var settings = LoadSettings.builder()
                .setBufferSize(yaml.length() + 1)
                .setMaxAliasesForCollections(MAX_NODES)
                .setAllowNonScalarKeys(true)
                .build();
        checkParts(new Parse(settings).parseString(yaml));
        if (syntaxProblems.isEmpty()) {
            new Compose(settings)
                    .composeString(yaml)
                    .ifPresentOrElse(
                            root -> tree = convert(root, JsonPointer.empty()),
                            () -> problem(Position.START, JsonPointer.empty(), "nothing", "a blueprint"));
        }
    }

    /** What has to be known before the parts become a tree: that they are few, not too deep, and that texts and tags are fit. */
    private void checkParts(Iterable<Event> parts) {
        int depth = 0;
        int values = 0;
        for (var part : parts) {
            reached = Position.of(part.getStartMark());
            switch (part) {
                case CollectionStartEvent collection -> {
                    depth++;
                    checkTag(collection);
                }
                case CollectionEndEvent _ -> depth--;
                case ScalarEvent scalar -> checkScalar(scalar);
                default -> {}
            }
            values += part instanceof NodeEvent ? 1 : 0;
            if (depth > MAX_DEPTH) {
                var found = "a mapping or list in %d others".formatted(MAX_DEPTH);
                problem(reached, JsonPointer.empty(), found, "at most %d levels".formatted(MAX_DEPTH));
                return;
            }
            if (values > MAX_NODES) {
                tooManyValues(reached, JsonPointer.empty());
                return;
            }
        }
    }

    private void checkScalar(ScalarEvent scalar) {
        var unfit = Characters.indexOfUnfit(scalar.getValue());
        if (unfit >= 0) {
            unfit(reached, scalar.getValue().codePointAt(unfit));
        }
        scalar.getTag().map(Tag::new).filter(tag -> !TAGS.contains(tag)).ifPresent(this::unknownTag);
    }

    private void checkTag(CollectionStartEvent collection) {
        var kind = collection instanceof MappingStartEvent ? Tag.MAP : Tag.SEQ;
        collection.getTag().map(Tag::new).filter(tag -> !tag.equals(kind)).ifPresent(this::unknownTag);
    }

    private void unknownTag(Tag tag) {
        problem(reached, JsonPointer.empty(), "the tag " + words(tag), "a value without it");
    }

    private static String words(Tag tag) {
        return tag.getValue().replace(Tag.PREFIX, "!!");
    }

    private void unfit(Position position, int character) {
        problem(position, JsonPointer.empty(), Characters.words(character), "text without it");
    }

    private void tooManyValues(Position position, JsonPointer path) {
        problem(position, path, "too many values", "at most %d in all".formatted(MAX_NODES));
    }

    private JsonNode convert(Node node, JsonPointer path) {
        var position = Position.of(node.getStartMark());
        if (nodes++ == MAX_NODES) {
            tooManyValues(position, path);
        }
        if (node.isRecursive()) {
            problem(position, path, "a value that contains itself", "a value");
        }
        if (node instanceof ScalarNode scalar && text <= MAX_TEXT) {
            text += scalar.getValue().length();
            if (text > MAX_TEXT) {
                problem(position, path, "too much text", "at most %d characters in all".formatted(MAX_TEXT));
            }
        }
        if (nodes > MAX_NODES || text > MAX_TEXT || node.isRecursive()) {
            return JSON.nullNode();
        }
        values.put(path.toString(), position);
        return switch (node) {
            case MappingNode mapping -> object(mapping, path);
            case SequenceNode sequence -> array(sequence, path);
            case ScalarNode scalar -> scalar(scalar, path);
            default -> throw new YamlEngineException("a value of unknown kind");
        };
    }

    private JsonNode object(MappingNode mapping, JsonPointer path) {
        var object = JSON.objectNode();
        for (var entry : mapping.getValue()) {
            var position = Position.of(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problem(position, path, "a key that is no plain text", "a key");
                continue;
            }
            var length = key.getValue().length();
            if (length > MAX_KEY) {
                problem(position, path, "a key of %d characters".formatted(length), "at most %d".formatted(MAX_KEY));
                continue;
            }
            var child = path.appendProperty(key.getValue());
            if (object.has(key.getValue())) {
                var first = keys.get(child.toString());
                problem(
                        position,
                        child,
                        "the key a second time",
                        "it once; it stands in line " + first.line() + " already");
                continue;
            }
            keys.put(child.toString(), position);
            object.set(key.getValue(), convert(entry.getValueNode(), child));
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, JsonPointer path) {
        var array = JSON.arrayNode();
        for (var item : sequence.getValue()) {
            array.add(convert(item, path.appendIndex(array.size())));
        }
        return array;
    }

    /** It is what it reads as, or text: {@code !!int "a"} makes no number of it. */
    private JsonNode scalar(ScalarNode scalar, JsonPointer path) {
        var text = scalar.getValue();
        scalars.put(path.toString(), text);
        var tag = scalar.getTag().equals(Tag.STR) ? Tag.STR : PLAIN.resolve(text, true);
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT) || (tag.equals(Tag.FLOAT) && isDecimal(text))) {
            if (isOfUse(text)) {
                return tag.equals(Tag.INT) ? whole(Long.parseLong(text)) : JSON.numberNode(new BigDecimal(text));
            }
            var found = Secrets.isAt(path) ? Secrets.UNTOLD : text;
            problem(
                    Position.of(scalar.getStartMark()),
                    path,
                    found,
                    "a number of at most 18 digits, or text in quotes");
        }
        return JSON.stringNode(text);
    }

    private static boolean isOfUse(String number) {
        return NUMBER.matcher(number).matches() && new BigDecimal(number).abs().compareTo(LARGEST) < 0;
    }

    private static JsonNode whole(long number) {
        return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
    }

    /** {@code .inf} and {@code .nan} are numbers to YAML only. */
    private static boolean isDecimal(String text) {
        return !text.contains("inf") && !text.contains("nan");
    }

    private void problem(Position position, JsonPointer path, String found, String expected) {
        syntaxProblems.add(new SyntaxProblem(position, path, found, expected, ""));
    }

    private void problem(SyntaxWords words) {
        var position = words.place().isPresent() ? Position.of(words.place()) : reached;
        syntaxProblems.add(
                new SyntaxProblem(position, JsonPointer.empty(), words.found(), words.expected(), words.remedy()));
    }

    JsonNode tree() {
        return tree;
    }

    List<SyntaxProblem> syntaxProblems() {
        return syntaxProblems;
    }

    /** Whether the file says what stands at a place. */
    boolean has(JsonPointer path) {
        return values.containsKey(path.toString());
    }

    /**
     * Where to point when something is wrong at a place: at the value if it is a scalar, at the key if it is more; and when it
     * is not in the file, at the nearest that it would be in.
     */
    Position position(JsonPointer path) {
        if (scalars.containsKey(path.toString())) {
            return values.get(path.toString());
        }
        for (var at = path; at != null; at = at.head()) {
            var position = keys.getOrDefault(at.toString(), values.get(at.toString()));
            if (position != null) {
                return position;
            }
        }
        return Position.START;
    }

    Position keyPosition(JsonPointer path) {
        return keys.getOrDefault(path.toString(), position(path));
    }

    /** What stands at a place, in a few words; without what may be secret. */
    String words(JsonPointer path) {
        var node = tree.at(path);
        if (node.isValueNode() && !node.isNull() && Secrets.isAt(path)) {
            return Secrets.UNTOLD;
        }
        return switch (node.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> node.isEmpty() ? "an empty list" : "a list";
            case STRING -> "\"" + node.stringValue() + "\"";
            case NULL, MISSING -> "nothing";
            default -> scalars.getOrDefault(path.toString(), node.toString());
        };
    }
}
