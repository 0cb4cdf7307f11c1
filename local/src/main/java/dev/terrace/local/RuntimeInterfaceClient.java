package dev.terrace.local;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * What starts a Java function and fetches its invocations. AWS's Java runtimes bring it, and so no zip does: functions whose runtime is
 * {@code provided.*} get it from here.
 */
final class RuntimeInterfaceClient {

    /** One class of each jar: the client, and what it needs. */
    private static final List<Class<?>> JARS =
            List.of(AWSLambda.class, PojoSerializer.class, RequestHandler.class, SdkInternalThreadLocal.class);

    private RuntimeInterfaceClient() {}

    /**
     * Copies the jars into a folder, and the native library beside them: the client would unpack it to one fixed path in /tmp, where
     * two functions that start at once overwrite each other's.
     */
    static void copyTo(Path folder) throws IOException {
        Installation.deleteTree(folder);
        Files.createDirectories(folder);
        for (var type : JARS) {
            var jar = jar(type);
            Files.copy(jar, folder.resolve(jar.getFileName()));
        }
        var machine = "amd64".equals(System.getProperty("os.arch")) ? "x86_64" : "aarch_64";
        try (var library = AWSLambda.class.getResourceAsStream("/jni/libaws-lambda-jni.linux-" + machine + ".so")) {
            Files.copy(library, folder.resolve("libaws-lambda-jni.so"));
        }
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
