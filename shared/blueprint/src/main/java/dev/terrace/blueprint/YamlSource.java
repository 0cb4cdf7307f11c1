package dev.terrace.blueprint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** A YAML 1.2 document as a tree of JSON that knows where in the file each key and each value stands. */
final class YamlSource {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Aliases may repeat parts of a document; far more nodes than anybody writes are an attack or a mistake. */
    private static final int MAX_NODES = 20_000;

    /** How the parser words most of what is wrong. */
    private static final Pattern EXPECTED_BUT_FOUND =
            Pattern.compile("expected (?<expected>.+), but (?:got|found) (?<found>.+)");

    private final Map<JsonPointer, Position> keys = new HashMap<>();
    private final Map<JsonPointer, Position> values = new HashMap<>();
    private final Map<JsonPointer, String> scalars = new HashMap<>();
    private final List<SyntaxProblem> syntaxProblems = new ArrayList<>();
    private JsonNode tree = MissingNode.getInstance();
    private int nodes;

    /** Both from 1. */
    record Position(int line, int column) {
        static final Position START = new Position(1, 1);

        static Position of(Optional<Mark> mark) {
            return mark.map(it -> new Position(it.getLine() + 1, it.getColumn() + 1))
                    .orElse(START);
        }
    }

    /** Why the text is no YAML, or none that a blueprint may be written in. */
    record SyntaxProblem(Position position, JsonPointer path, String found, String expected) {}

    private YamlSource() {}

    static YamlSource parse(String yaml) {
        var source = new YamlSource();
        try {
            new Compose(LoadSettings.builder().build())
                    .composeString(yaml)
                    .ifPresentOrElse(
                            root -> source.tree = source.convert(root, JsonPointer.empty()),
                            () -> source.problem(Position.START, JsonPointer.empty(), "nothing", "a blueprint"));
        } catch (MarkedYamlEngineException e) {
            source.notYaml(Position.of(e.getProblemMark().or(e::getContextMark)), e.getProblem());
        } catch (YamlEngineException e) {
            source.notYaml(Position.START, e.getMessage());
        }
        return source;
    }

    private JsonNode convert(Node node, JsonPointer path) {
        var position = Position.of(node.getStartMark());
        if (nodes++ == MAX_NODES) {
            problem(position, path, "too many values", "at most %d in all".formatted(MAX_NODES));
        }
        if (node.isRecursive()) {
            problem(position, path, "a value that contains itself", "a value");
        }
        if (nodes > MAX_NODES || node.isRecursive()) {
            return JSON.nullNode();
        }
        values.put(path, position);
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
            var child = path.appendProperty(key.getValue());
            if (object.has(key.getValue())) {
                var first = keys.get(child);
                problem(
                        position,
                        child,
                        "the key a second time",
                        "it once; it stands in line " + first.line() + " already");
                continue;
            }
            keys.put(child, position);
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

    private JsonNode scalar(ScalarNode scalar, JsonPointer path) {
        var text = scalar.getValue();
        scalars.put(path, text);
        var tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT)) {
            var number = new BigInteger(text);
            return number.bitLength() < Integer.SIZE
                    ? JSON.numberNode(number.intValueExact())
                    : JSON.numberNode(number);
        }
        if (tag.equals(Tag.FLOAT) && isDecimal(text)) {
            return JSON.numberNode(new BigDecimal(text));
        }
        return JSON.stringNode(text);
    }

    /** {@code .inf} and {@code .nan} are numbers to YAML only. */
    private static boolean isDecimal(String text) {
        return !text.contains("inf") && !text.contains("nan");
    }

    private void problem(Position position, JsonPointer path, String found, String expected) {
        syntaxProblems.add(new SyntaxProblem(position, path, found, expected));
    }

    private void notYaml(Position position, String message) {
        var sentence = message.lines().findFirst().orElse("").strip();
        var parts = EXPECTED_BUT_FOUND.matcher(sentence);
        if (parts.matches()) {
            problem(position, JsonPointer.empty(), quoted(parts.group("found")), parts.group("expected"));
        } else {
            problem(position, JsonPointer.empty(), "no YAML (" + sentence + ")", "YAML");
        }
    }

    private static String quoted(String token) {
        return token.startsWith("'") || token.startsWith("<") ? token : "'" + token + "'";
    }

    JsonNode tree() {
        return tree;
    }

    List<SyntaxProblem> syntaxProblems() {
        return syntaxProblems;
    }

    /**
     * Where to point when something is wrong at a place: at the value if it is a scalar, at the key if it is more; and when it
     * is not in the file, at the nearest that it would be in.
     */
    Position position(JsonPointer path) {
        if (scalars.containsKey(path)) {
            return values.get(path);
        }
        for (var at = path; at != null; at = at.head()) {
            var position = keys.getOrDefault(at, values.get(at));
            if (position != null) {
                return position;
            }
        }
        return Position.START;
    }

    Position keyPosition(JsonPointer path) {
        return keys.getOrDefault(path, position(path));
    }

    /** What stands at a place, in a few words. */
    String words(JsonPointer path) {
        var node = tree.at(path);
        return switch (node.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> node.isEmpty() ? "an empty list" : "a list";
            case STRING -> "\"" + node.stringValue() + "\"";
            case NULL, MISSING -> "nothing";
            default -> scalars.getOrDefault(path, node.toString());
        };
    }
}
