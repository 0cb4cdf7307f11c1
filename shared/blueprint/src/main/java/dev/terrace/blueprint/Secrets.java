package dev.terrace.blueprint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;

/**
 * What looks like a secret: by its own form, or by the name of what holds it. A blueprint is read by everybody who may see the
 * platform, and its problems stand in logs: so secrets are refused in it, and never told back.
 */
final class Secrets {
    /** What is told in the place of a value that may be one. */
    static final String UNTOLD = "a value that is not repeated here";

    private static final String PASSWORD = "a password";
    private static final String SECRET = "a value that looks like a secret";

    static final String REMEDY = "What stands in a blueprint can be read by everybody who may see the platform.";

    private record Form(String name, Pattern pattern) {
        static Form token(String name, String pattern) {
            return new Form(name, Pattern.compile("(?<![A-Za-z0-9_-])(?:" + pattern + ")"));
        }
    }

    /**
     * Forms that their issuers document, so that they can be found. A text is searched once from each place at most, whatever stands
     * in it: each form begins where a word begins, and takes what it repeats once and for all.
     */
    private static final List<Form> FORMS = List.of(
            Form.token("an AWS access key", "(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"),
            Form.token("a token of GitHub", "gh[pousr]_[A-Za-z0-9]{36,}+|github_pat_[A-Za-z0-9_]{22,}+"),
            Form.token("a token of GitLab", "glpat-[A-Za-z0-9_-]{20,}+"),
            Form.token("a token of Slack", "xox[a-z]-[A-Za-z0-9-]{10,}+|xapp-[A-Za-z0-9-]{10,}+"),
            new Form("a webhook of Slack", Pattern.compile("hooks\\.slack\\.com/services/[A-Za-z0-9/]{20,}+")),
            Form.token("a key of Stripe", "[sr]k_(?:live|test)_[A-Za-z0-9]{10,}+|whsec_[A-Za-z0-9+/=]{20,}+"),
            Form.token(
                    "a key of Google", "AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,}+|ya29\\.[A-Za-z0-9_-]{20,}+"),
            Form.token("a key of SendGrid", "SG\\.[A-Za-z0-9_-]{16,}+\\.[A-Za-z0-9_-]{16,}+"),
            Form.token("a key of OpenAI or Anthropic", "sk-[A-Za-z0-9_-]{20,}+"),
            Form.token(
                    "a token of npm, PyPI or Docker",
                    "npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,}+|dckr_pat_[A-Za-z0-9_-]{20,}+"),
            Form.token("a JSON web token", "eyJ[A-Za-z0-9_-]{10,}+\\.eyJ[A-Za-z0-9_-]{10,}+(?:\\.[A-Za-z0-9_-]*+)?"),
            new Form(
                    "a private key",
                    Pattern.compile("-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\\s-]*+")));

    /** User and password before a host; what Terrace or Kubernetes puts in later is none. */
    private static final Pattern URL =
            Pattern.compile("(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*+://[^\\s/:@]*+:(?<password>[^\\s/@]++)@");

    /** {@code Password=…;}, as in connection strings, in options of commands, and in variables before them. */
    private static final Pattern SETTING = Pattern.compile(
            "(?<![A-Za-z0-9_-])-{0,2}+(?<name>[A-Za-z][A-Za-z0-9_-]*+)=(?<password>\"[^\"]++\"|'[^']++'|[^\\s;&]++)");

    /** {@code --token …}, in a line of a shell. */
    private static final Pattern OPTION = Pattern.compile(
            "(?<![^\\s=])-{1,2}+(?<name>[A-Za-z][A-Za-z0-9_-]*+)\\s++(?<password>[^\\s;&|-][^\\s;&|]*+)");

    private static final Pattern OPTION_ALONE = Pattern.compile("-{1,2}+(?<name>[A-Za-z][A-Za-z0-9_-]*+)");

    /** With a digit: what is bearer of something else is a word. */
    private static final Pattern HEADER = Pattern.compile(
            "(?i)(?<![a-z0-9_])(?:Bearer|Basic)\\s++(?<password>(?=[^\\s0-9$]*+[0-9])[A-Za-z0-9._~+/=-]{8,}+)");

    /** What is put in later, by Terrace, by Kubernetes or by a shell. */
    private static final Pattern SUBSTITUTED =
            Pattern.compile("[\"']?(?:\\$[{(]|`).*|[\"']?\\$[A-Z_][A-Z0-9_]*+[\"']?", Pattern.DOTALL);

    /** Of an option: which secret, more often than the secret itself. */
    private static final Set<String> REFERENCES = Set.of("SECRET", "CREDENTIAL", "CREDENTIALS");

    /** What the last words of a name say that what it names is secret. */
    private static final Pattern NAME = Pattern.compile("\\w*(?:PASSWORD|PASSWD|PASSPHRASE)"
            + "|(?:\\w*_)?(?:PASS|PASSCODE|SECRET|CREDENTIALS?|(?:SECRET|API|ACCESS|PRIVATE|ENCRYPTION|SIGNING|MASTER|AUTH|ACCOUNT)_?KEY)"
            + "|\\w+_PWD");

    /** Names whose values are tokens, and numbers where tokens are counted. */
    private static final Pattern TOKEN_NAME = Pattern.compile("(?:\\w*_)?[A-Z]*TOKEN");

    private static final Pattern DIGIT = Pattern.compile("[0-9]");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    /** A setting about passwords is none: whether there is one, and how long it may be. */
    private static final Pattern MEASURE =
            Pattern.compile("(?:MIN|MAX|NUM|USE|NO|HAS|ENABLE|DISABLE|REQUIRE|ALLOW)_.*");

    private static final Set<String> SWITCHES = Set.of("true", "false", "yes", "no", "on", "off", "none", "null");

    /** Where a secret lies is none: a file, an ARN, a URL. */
    private static final Pattern PLACE = Pattern.compile("(?:/|\\./|arn:aws|https?://).*", Pattern.DOTALL);

    /** How long a secret is that Terrace makes is none. */
    private static final Pattern LENGTH = Pattern.compile("/secrets/[^/]++/generate/[^/]++/length");

    private Secrets() {}

    /** What a value is that looks like a secret, e.g. {@code an AWS access key}. */
    static Optional<String> kindOf(String value) {
        for (var form : FORMS) {
            if (form.pattern.matcher(value).find()) {
                return Optional.of(form.name);
            }
        }
        if (holds(URL, value)) {
            return Optional.of(PASSWORD);
        }
        return Stream.of(SETTING, HEADER)
                .flatMap(pattern -> pattern.matcher(value).results())
                .filter(Secrets::isItself)
                .map(Secrets::kind)
                .findFirst();
    }

    /** What a word of a command is that looks like a secret: by its form, or by the option in it or before it. */
    static Optional<String> kindOfWord(String before, String word) {
        var option = OPTION_ALONE.matcher(before);
        var isOfOption = option.matches() && !word.startsWith("-") && isNamedByOption(option.group("name"), word);
        return kindOf(word)
                .or(() -> Optional.of(SECRET).filter(_ -> isOfOption))
                .or(() -> OPTION.matcher(word)
                        .results()
                        .filter(Secrets::isItself)
                        .map(Secrets::kind)
                        .findFirst());
    }

    private static boolean holds(Pattern pattern, String value) {
        return pattern.matcher(value).results().anyMatch(Secrets::isItself);
    }

    /** Whether what was found in a text is a secret, by itself and by the name that it has there, if it has one. */
    private static boolean isItself(MatchResult found) {
        var password = found.group("password");
        return found.namedGroups().containsKey("name")
                ? isNamedByOption(found.group("name"), password)
                : isItself(password);
    }

    private static boolean isNamedByOption(String name, String value) {
        return !REFERENCES.contains(words(name))
                && (isNamed(name, value) || name.equalsIgnoreCase("pwd") && isItself(value))
                && !DIGIT.matcher(value).matches();
    }

    private static String kind(MatchResult found) {
        var name = found.namedGroups().containsKey("name") ? words(found.group("name")) : "";
        return name.contains("PASS") || name.contains("PWD") ? PASSWORD : SECRET;
    }

    /** Whether a value is the secret, rather than where it lies, what is put in later, or whether there is one. */
    private static boolean isItself(String value) {
        return !value.isEmpty()
                && !SUBSTITUTED.matcher(value).matches()
                && !SWITCHES.contains(value.toLowerCase(Locale.ROOT))
                && !PLACE.matcher(value).matches();
    }

    /** Whether the value of a variable is a secret by the variable's name, e.g. {@code DB_PASS}. */
    static boolean isNamed(String variable, String value) {
        var plain = value.strip();
        return isNamed(variable)
                && isItself(plain)
                && !(TOKEN_NAME.matcher(words(variable)).matches()
                        && NUMBER.matcher(plain).matches());
    }

    private static boolean isNamed(String key) {
        var words = words(key);
        return !MEASURE.matcher(words).matches()
                && (NAME.matcher(words).matches() || TOKEN_NAME.matcher(words).matches());
    }

    /** {@code dbPassword} as {@code DB_PASSWORD}. */
    private static String words(String key) {
        return HUMP.matcher(key).replaceAll("_").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether what stands at a place is a secret, or what was written in the place of its name may be. */
    static boolean isAt(JsonPointer path) {
        if (LENGTH.matcher(path.toString()).matches()) {
            return false;
        }
        for (var rest = path; !rest.matches(); rest = rest.tail()) {
            if (rest.getMatchingProperty().equals("secrets")) {
                return true;
            }
        }
        return !path.matches() && isNamed(path.last().getMatchingProperty());
    }

    /** A text without what looks like a secret in it. */
    static String withheld(String text) {
        var told = text;
        for (var form : FORMS) {
            told = form.pattern.matcher(told).replaceAll("(" + form.name + ")");
        }
        for (var pattern : List.of(URL, SETTING, HEADER, OPTION)) {
            told = without(pattern, told);
        }
        return told;
    }

    private static String without(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(found -> {
            var all = found.group();
            if (!isItself(found)) {
                return Matcher.quoteReplacement(all);
            }
            var from = found.start("password") - found.start();
            var to = found.end("password") - found.start();
            return Matcher.quoteReplacement(all.substring(0, from)
                    + (pattern == URL ? "(a password)" : "(" + kind(found) + ")")
                    + all.substring(to));
        });
    }
}
