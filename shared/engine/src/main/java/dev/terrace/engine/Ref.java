package dev.terrace.engine;

import java.util.regex.Pattern;

/**
 * A reference to a resource, of this layer or of an earlier one. In a spec it stands as a token within a string, in the
 * syntax of CloudFormation's {@code Fn::Sub}: <code>${network/vpc}</code> is {@code Ref},
 * <code>${network/vpc.CidrBlock}</code> is {@code Fn::GetAtt}; <code>${!</code> is a literal <code>${</code>.
 */
public record Ref(String layer, String name) {
    static final Pattern TOKEN = Pattern.compile("\\$\\{([a-z0-9-]+(?:/[a-z0-9-]+)+)(?:\\.([A-Za-z0-9.]+))?}");
    private static final String OPENING = "${";
    private static final String LITERAL_OPENING = "${!";

    /** What users wrote, as it may stand in specs: nothing in it is a reference, whatever it looks like. */
    public static <R extends Record> R literal(R users) {
        return Specs.map(users, text -> text.replace(OPENING, LITERAL_OPENING));
    }

    /** Text whose tokens are resolved, as AWS is to get it. */
    static String plain(String text) {
        return text.replace(LITERAL_OPENING, OPENING);
    }

    /** The token for the resource's id. */
    public String ref() {
        return "${" + address() + "}";
    }

    /** The token for an attribute of the resource. */
    public String get(String attribute) {
        return "${" + address() + "." + attribute + "}";
    }

    public String address() {
        return layer + "/" + name;
    }
}
