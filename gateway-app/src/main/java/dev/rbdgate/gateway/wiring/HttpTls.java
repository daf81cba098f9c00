package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.tls.CertificateFiles;
import dev.rbdgate.gateway.tls.Identity;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;

/** REST over TLS; a changed certificate is shown to new connections. */
final class HttpTls {

    private static final String NAME = "gateway";
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private HttpTls() {}

    static void secure(ConfigurableServletWebServerFactory factory, CertificateFiles certificate) {
        DefaultSslBundleRegistry bundles =
                new DefaultSslBundleRegistry(NAME, bundle(certificate.current()));
        certificate.follow(changed -> bundles.updateBundle(NAME, bundle(changed)));
        Ssl ssl = new Ssl();
        ssl.setBundle(NAME);
        factory.setSsl(ssl);
        factory.setSslBundles(bundles);
    }

    private static SslBundle bundle(Identity identity) {
        return SslBundle.of(
                SslStoreBundle.of(identity.keyStore(), "", null),
                SslBundleKey.of(""),
                SslOptions.of(null, PROTOCOLS));
    }
}
