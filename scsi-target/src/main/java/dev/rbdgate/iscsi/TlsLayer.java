package dev.rbdgate.iscsi;

import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What stands between the socket and iSCSI on a portal over TLS. */
final class TlsLayer {

    /** For the first bytes of a connection until its keys are agreed on. */
    static final Duration HANDSHAKE = Duration.ofSeconds(10);

    /** For the peer to confirm the end of the connection. */
    static final Duration CLOSING = Duration.ofSeconds(3);

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsLayer() {}

    /** The handler for one connection. */
    static SslHandler handler(TlsPortals portals) {
        SSLEngine engine = portals.context().get().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
        handler.setCloseNotifyReadTimeout(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }
}
