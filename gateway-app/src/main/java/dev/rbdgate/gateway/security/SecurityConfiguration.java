package dev.rbdgate.gateway.security;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.startup.GatewayRuntime;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import tools.jackson.databind.json.JsonMapper;

/** Everything needs a token of the right role, but the two health probes. */
@Configuration(proxyBeanMethods = false)
public class SecurityConfiguration {

    private static final String[] OPEN = {
        "/actuator/health/liveness", "/actuator/health/readiness"
    };

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            RbdgateSettings settings,
            GatewayRuntime runtime,
            ProblemWriter problems)
            throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(SecurityConfiguration::headers)
                .addFilterBefore(
                        new BearerTokenFilter(
                                runtime.callers(),
                                OidcTokens.of(settings),
                                runtime.audit(),
                                problems),
                        AuthorizationFilter.class)
                .authorizeHttpRequests(it ->
                        it.dispatcherTypeMatchers(DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(OPEN)
                                .permitAll()
                                .anyRequest()
                                .access(new RoleRules()))
                .exceptionHandling(it ->
                        it.authenticationEntryPoint(
                                        (request, response, _) -> {
                                            response.setHeader(
                                                    HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                                            problems.write(
                                                    request,
                                                    response,
                                                    HttpStatus.UNAUTHORIZED,
                                                    refusal(request));
                                        })
                                .accessDeniedHandler((request, response, _) ->
                                        forbid(request, response, runtime.audit(), problems)))
                .build();
    }

    /**
     * Besides Spring's own (no sniffing of types, no caching, no frames): what answers is data, and
     * loads nothing.
     */
    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(
                        it -> it.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                .referrerPolicy(it -> it.policy(ReferrerPolicy.NO_REFERRER));
    }

    private static void forbid(
            HttpServletRequest request,
            HttpServletResponse response,
            AuditLog audit,
            ProblemWriter problems)
            throws IOException {
        String detail =
                "this needs the role %s, which the token does not have"
                        .formatted(RoleRules.required(request).text());
        audit.refused(
                String.valueOf(request.getRemoteUser()),
                RoleRules.action(request),
                request.getRequestURI(),
                AuditEntry.Outcome.REFUSED,
                HttpStatus.FORBIDDEN.value() + ": " + detail);
        problems.write(request, response, HttpStatus.FORBIDDEN, detail);
    }

    private static String refusal(HttpServletRequest request) {
        String needed =
                "this needs 'Authorization: Bearer TOKEN', with a token of 'rbdgate token create' or the one from admin.token in the data directory";
        return request.getAttribute(BearerTokenFilter.REFUSAL) instanceof String reason
                ? reason + "; " + needed
                : needed;
    }

    /** Addresses that no client of ours writes: encoded slashes, semicolons, control characters. */
    @Bean
    RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
        return (request, response, rejection) ->
                problems.write(
                        request,
                        response,
                        HttpStatus.BAD_REQUEST,
                        String.valueOf(rejection.getMessage()));
    }

    /** Tomcat refuses some requests before any filter or controller sees them. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve() {
        return factory ->
                factory.addContextCustomizers(context -> {
                    if (context.getParent() instanceof StandardHost host) {
                        host.setErrorReportValveClass(ProblemValve.class.getName());
                    }
                });
    }

    /**
     * A client that waits for "100 Continue" (RFC 9110 10.1.1) sends an image only once its request
     * was found right.
     */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueOnRead() {
        return factory ->
                factory.addConnectorCustomizers(
                        connector -> connector.setProperty("continueResponseTiming", "onRead"));
    }

    @Bean
    FilterRegistrationBean<HeadLimitFilter> headLimitFilter(ProblemWriter problems) {
        FilterRegistrationBean<HeadLimitFilter> registration =
                new FilterRegistrationBean<>(new HeadLimitFilter(problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(ProblemWriter problems) {
        FilterRegistrationBean<BodyLimitFilter> registration =
                new FilterRegistrationBean<>(new BodyLimitFilter(problems));
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        return registration;
    }
}
