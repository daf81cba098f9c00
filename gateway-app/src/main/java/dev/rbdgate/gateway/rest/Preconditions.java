package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.DefaultDataBinderFactory;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolverComposite;
import org.springframework.web.method.support.InvocableHandlerMethod;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@code If-Match} on changes: the resource is looked at by its own GET, and the change goes on
 * only if it is still the one that was meant. Changes of one resource come one after the other,
 * those without a condition too, so that nothing comes between the look and the change.
 */
final class Preconditions implements HandlerInterceptor {

    private static final Set<String> CHANGES = Set.of("PATCH", "PUT", "DELETE");

    /** Streams for hours, and has no settings. */
    private static final String CONTENT = "/content";

    private static final String HELD = Preconditions.class.getName() + ".lock";
    private static final Duration TURN_LIMIT = Duration.ofSeconds(60);

    /** Resources share locks; more of them only wait less. */
    private static final int LOCKS = 64;

    private final ReentrantLock[] locks =
            IntStream.range(0, LOCKS)
                    .mapToObj(_ -> new ReentrantLock(true))
                    .toArray(ReentrantLock[]::new);

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final ObjectProvider<RequestMappingHandlerAdapter> adapters;
    private final EntityTags tags;

    Preconditions(
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<RequestMappingHandlerAdapter> adapters,
            EntityTags tags) {
        this.mappings = mappings;
        this.adapters = adapters;
        this.tags = tags;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws Exception {
        String path = request.getRequestURI();
        if (!CHANGES.contains(request.getMethod()) || path.endsWith(CONTENT)) {
            return true;
        }
        ReentrantLock lock = locks[Math.floorMod(path.hashCode(), LOCKS)];
        if (!lock.tryLock(TURN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw RefusedException.of(
                    RefusedException.Kind.UNAVAILABLE,
                    "another change of this resource has not finished for "
                            + TURN_LIMIT.toSeconds()
                            + " s");
        }
        try {
            check(request);
        } catch (Exception | Error e) {
            lock.unlock();
            throw e;
        }
        request.setAttribute(HELD, lock);
        return true;
    }

    private void check(HttpServletRequest request) throws Exception {
        @Nullable String wanted = request.getHeader(HttpHeaders.IF_MATCH);
        if (wanted == null) {
            return;
        }
        Optional<String> present = tags.of(look(request));
        if (!EntityTags.matches(wanted, present)) {
            throw RefusedException.of(
                    RefusedException.Kind.CHANGED,
                    present.map(it -> "the resource was changed meanwhile; its entity tag is " + it)
                            .orElse("this resource has no entity tag"));
        }
    }

    /** What GET answers; its refusals are the change's. */
    private @Nullable Object look(HttpServletRequest request) throws Exception {
        AsGet get = new AsGet(request);
        HandlerExecutionChain chain = mappings.getObject().getHandler(get);
        if (chain == null || !(chain.getHandler() instanceof HandlerMethod method)) {
            return null;
        }
        HandlerMethodArgumentResolverComposite resolvers =
                new HandlerMethodArgumentResolverComposite();
        RequestMappingHandlerAdapter adapter = adapters.getObject();
        resolvers.addResolvers(adapter.getArgumentResolvers());
        InvocableHandlerMethod call = new InvocableHandlerMethod(method);
        call.setHandlerMethodArgumentResolvers(resolvers);
        // Turns the path's text into numbers.
        call.setDataBinderFactory(new DefaultDataBinderFactory(adapter.getWebBindingInitializer()));
        return call.invokeForRequest(new ServletWebRequest(get), new ModelAndViewContainer());
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(HELD) instanceof ReentrantLock lock) {
            lock.unlock();
        }
    }

    /** The same request as a look. What Spring notes on it does not touch the real one. */
    private static final class AsGet extends HttpServletRequestWrapper {
        private final Map<String, @Nullable Object> attributes = new HashMap<>();

        AsGet(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public @Nullable Object getAttribute(String name) {
            return attributes.containsKey(name) ? attributes.get(name) : super.getAttribute(name);
        }

        @Override
        public void setAttribute(String name, @Nullable Object value) {
            attributes.put(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            attributes.put(name, null);
        }
    }
}
