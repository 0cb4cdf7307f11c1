package dev.terrace.kubernetes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS handshake of a client with a server that is nobody, in memory: a part of a function's {@link dev.terrace.aws.Priming}. A JVM's
 * first handshake takes 0.4 s of a processor, three quarters of it once only.
 *
 * <p>{@code nobody.p12} is made for this alone; neither its key nor its certificate is trusted by anything:
 * {@code keytool -genkeypair -alias nobody -keyalg RSA -keysize 2048 -dname CN=nobody -ext san=dns:nobody -validity 36500
 * -keystore nobody.p12 -storetype PKCS12 -storepass nobody}.
 */
final class Handshake {
    private static final String NOBODY = "nobody";

    /** More than a record of TLS is. */
    private static final int BUFFER = 1 << 15;

    /** More than it takes. */
    private static final int ROUNDS = 10;

    private final SSLEngine client;
    private final SSLEngine server;

    private Handshake(SSLContext context) throws SSLException {
        client = context.createSSLEngine(NOBODY, 443);
        client.setUseClientMode(true);
        var parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        server = context.createSSLEngine();
        server.setUseClientMode(false);
        client.beginHandshake();
        server.beginHandshake();
    }

    /** @return the protocol that both speak then */
    static String shake() throws GeneralSecurityException, IOException {
        return new Handshake(context()).untilBothAreThrough();
    }

    private static SSLContext context() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (var file = Handshake.class.getResourceAsStream("nobody.p12")) {
            store.load(file, NOBODY.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, NOBODY.toCharArray());
        var authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry(NOBODY, store.getCertificate(NOBODY));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authority);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private String untilBothAreThrough() throws SSLException {
        var toServer = ByteBuffer.allocate(BUFFER);
        var toClient = ByteBuffer.allocate(BUFFER);
        for (int round = 0; round < ROUNDS; round++) {
            say(client, toServer);
            hear(server, toServer);
            say(server, toClient);
            hear(client, toClient);
            if (isThrough(client) && isThrough(server)) {
                return client.getSession().getProtocol();
            }
        }
        throw new SSLException("client and server wait for each other");
    }

    private static boolean isThrough(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void say(SSLEngine engine, ByteBuffer to) throws SSLException {
        think(engine);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), to);
            think(engine);
        }
    }

    private static void hear(SSLEngine engine, ByteBuffer from) throws SSLException {
        from.flip();
        var heard = 1;
        while (heard > 0 && from.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            heard = engine.unwrap(from, ByteBuffer.allocate(BUFFER)).bytesConsumed();
            think(engine);
        }
        from.compact();
    }

    private static void think(SSLEngine engine) {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
