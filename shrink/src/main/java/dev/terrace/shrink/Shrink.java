package dev.terrace.shrink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.DebugElementsOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Takes out of a function's zip what nobody names: those classes of the AWS and Kubernetes clients, and those of their methods, whose
 * names stand in nothing that is left. It is safe for all that is called, since a call names its method, and for what is found by a name
 * in a string, an annotation or a services file. What is found otherwise is said in {@link Candidate#isKept}. All other classes stay as
 * they are, and what they name is where it begins.
 *
 * <p>A program of its own because it needs the class files of JDK 25, and Maven itself may run on an older one.
 */
public final class Shrink {

    /** Generated, for all that AWS and Kubernetes can do. Of other classes nothing is taken. */
    private static final Pattern SHRINKABLE =
            Pattern.compile("(software/amazon/awssdk/services|io/fabric8/kubernetes)/.*[.]class");

    private static final Pattern CLASS_NAME = Pattern.compile("(?:software|io)[./][\\w$./]+");

    /** All kinds that fabric8 has a class for; it reads an object of another kind as a GenericKubernetesResource. */
    private static final String KINDS = "META-INF/services/io.fabric8.kubernetes.api.model.KubernetesResource";

    /** For readers of bytecode: an index of annotations. Nobody reads it here. */
    private static final String INDEX = "META-INF/jandex.idx";

    private static final Pattern ACCESSOR = Pattern.compile("(get|set|is)[A-Z].*");

    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Map<String, byte[]> classes = new HashMap<>();
    private final Map<String, Candidate> candidates = new LinkedHashMap<>();
    private final Set<String> named = new HashSet<>();
    private final Set<String> askedOfJdk = new HashSet<>();

    /** To see what is named: not to be loaded. */
    private final ClassFile draft = ClassFile.of(
            ConstantPoolSharingOption.NEW_POOL, DebugElementsOption.DROP_DEBUG, StackMapsOption.DROP_STACK_MAPS);

    private final ClassFile fair = ClassFile.of(
            ConstantPoolSharingOption.NEW_POOL,
            DebugElementsOption.DROP_DEBUG,
            ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(type -> {
                        var content = classes.get(
                                type.descriptorString().replaceAll("^L|;$", "").concat(".class"));
                        return content == null ? null : new ByteArrayInputStream(content);
                    })
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));

    private Shrink() {}

    public static void main(String[] zip) throws IOException {
        of(Path.of(zip[0]));
    }

    /** Shrinks a zip with jars in {@code lib/}, in its place. */
    static void of(Path zip) throws IOException {
        try (var files = FileSystems.newFileSystem(zip);
                var lib = Files.list(files.getPath("lib"))) {
            new Shrink().shrink(lib.sorted().toList());
        }
    }

    private void shrink(Iterable<Path> paths) throws IOException {
        var jars = new LinkedHashMap<Path, Map<String, byte[]>>();
        for (var path : paths) {
            var jar = unpacked(path);
            jars.put(path, jar);
            jar.keySet().removeIf(INDEX::equals);
            jar.forEach(this::read);
        }
        int before;
        do {
            before = named.size();
            candidates.values().stream().filter(Candidate::isKept).forEach(Candidate::nameWhatIsNew);
        } while (named.size() > before);
        for (var jar : jars.entrySet()) {
            var time = Files.getLastModifiedTime(jar.getKey());
            Files.write(jar.getKey(), packed(shrunk(jar.getValue())));
            Files.setLastModifiedTime(jar.getKey(), time);
        }
    }

    private void read(String file, byte[] content) {
        if (file.endsWith(".class")) {
            classes.put(file, content);
            var model = draft.parse(content);
            Stream.concat(model.superclass().stream(), model.interfaces().stream())
                    .forEach(this::nameWhatTheJdkCalls);
            if (SHRINKABLE.matcher(file).matches()) {
                candidates.put(file, new Candidate(model));
            } else {
                nameAllIn(model);
            }
        } else if (!file.equals(KINDS)) {
            name(text(content));
        }
    }

    /** A class that goes unless it is named; so do its methods. */
    private final class Candidate {
        private final ClassModel model;
        private final Set<MethodModel> unnamed;
        private boolean isRead;

        Candidate(ClassModel model) {
            this.model = model;
            this.unnamed = new LinkedHashSet<>(model.methods());
        }

        boolean isKept() {
            return named.contains(model.thisClass().asInternalName());
        }

        private boolean isKept(MethodModel method) {
            var name = method.methodName().stringValue();
            return named.contains(name)
                    || name.startsWith("<")
                    // Jackson finds the properties of Kubernetes' objects by their accessors.
                    || model.thisClass().asInternalName().startsWith("io/fabric8/")
                            && ACCESSOR.matcher(name).matches();
        }

        /** Each method is read once, as soon as it is named; and the rest of the class the first time. */
        void nameWhatIsNew() {
            var methods = unnamed.stream().filter(this::isKept).collect(Collectors.toSet());
            unnamed.removeAll(methods);
            if (!isRead) {
                nameAllIn(draft.parse(with(methods, draft)));
            } else if (!methods.isEmpty()) {
                nameAllIn(
                        draft.parse(draft.build(model.thisClass().asSymbol(), these -> methods.forEach(these::with))));
            }
            isRead = true;
        }

        byte[] shrunk() {
            return with(model.methods().stream().filter(this::isKept).collect(Collectors.toSet()), fair);
        }

        /** With these methods only; what the class has nested is no more than what is left of it. */
        private byte[] with(Set<MethodModel> methods, ClassFile files) {
            return files.transformClass(model, (left, element) -> {
                switch (element) {
                    case MethodModel method when !methods.contains(method) -> {}
                    case NestMembersAttribute nest ->
                        left.with(NestMembersAttribute.of(nest.nestMembers().stream()
                                .filter(Shrink.this::isKept)
                                .toList()));
                    case InnerClassesAttribute inner ->
                        left.with(InnerClassesAttribute.of(inner.classes().stream()
                                .filter(each -> Shrink.this.isKept(each.innerClass()))
                                .toList()));
                    default -> left.with(element);
                }
            });
        }
    }

    /** Whoever extends a type of the JDK is called by it, by the names of that type's methods. */
    private void nameWhatTheJdkCalls(ClassEntry type) {
        var name = type.asInternalName().replace('/', '.');
        if (name.startsWith("java") && askedOfJdk.add(name)) {
            try {
                var known = Class.forName(name, false, ClassLoader.getPlatformClassLoader());
                for (var each = known; each != null; each = each.getSuperclass()) {
                    Stream.of(each.getDeclaredMethods()).map(Method::getName).forEach(named::add);
                }
                Stream.of(known.getMethods()).map(Method::getName).forEach(named::add);
            } catch (ClassNotFoundException _) {
                // An optional dependency that is not there: nobody extends it and is loaded.
            }
        }
    }

    private boolean isKept(ClassEntry type) {
        var name = type.asInternalName();
        return named.contains(name) || !SHRINKABLE.matcher(name + ".class").matches();
    }

    private Map<String, byte[]> shrunk(Map<String, byte[]> jar) {
        var left = new LinkedHashMap<String, byte[]>();
        jar.forEach((file, content) -> {
            if (file.equals(KINDS)) {
                left.put(file, kindsThatAreKept(content));
            } else if (!candidates.containsKey(file)) {
                left.put(file, content);
            } else if (candidates.get(file).isKept()) {
                left.put(file, candidates.get(file).shrunk());
            }
        });
        return left;
    }

    private byte[] kindsThatAreKept(byte[] kinds) {
        return text(kinds)
                .lines()
                .filter(kind -> named.contains(kind.strip().replace('.', '/')))
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void nameAllIn(ClassModel model) {
        for (var entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                name(text.stringValue());
            }
        }
    }

    private void name(String text) {
        if (named.add(text)) {
            CLASS_NAME
                    .matcher(text)
                    .results()
                    .map(name -> name.group().replace('.', '/'))
                    .forEach(named::add);
        }
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, byte[]> unpacked(Path jar) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return files;
    }

    /** Not compressed: the zip around it is, which makes it smaller than many small files can be, and quicker to load from. */
    private static byte[] packed(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (var file : files.entrySet()) {
                var entry = new ZipEntry(file.getKey());
                var sum = new CRC32();
                sum.update(file.getValue());
                entry.setCrc(sum.getValue());
                entry.setSize(file.getValue().length);
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
