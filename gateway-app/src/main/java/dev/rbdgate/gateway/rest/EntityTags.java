package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.digest.Sha256;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entity tags (RFC 9110 8.8.3): a digest of a resource's settings. What changes by itself is left
 * out, so that a tag holds while hosts write; a tag is therefore for {@code If-Match}, and no
 * answer is ever 304.
 */
@RestControllerAdvice
class EntityTags implements ResponseBodyAdvice<Object> {

    /** Members that change without anybody changing the resource; a new token is told only once. */
    private static final Set<String> PASSING =
            Set.of(
                    "usedBytes",
                    "lockOwner",
                    "sessions",
                    "state",
                    "problem",
                    "children",
                    "token",
                    "expired");

    /** One element of a list of tags; nothing but commas and blanks stands between them. */
    private static final Pattern TAG = Pattern.compile("\\G[ \\t,]*(W/)?(\"[^\"]*\")");

    private static final String ANY = "*";
    private static final int DIGEST_BYTES = 12;

    private final JsonMapper mapper;

    EntityTags(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean supports(
            MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converterType,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        of(body).ifPresent(tag -> response.getHeaders().setETag(tag));
        return body;
    }

    /** The tag of a view, with its quotes; empty if it has none. */
    Optional<String> of(@Nullable Object view) {
        if (!(view instanceof Tagged)) {
            return Optional.empty();
        }
        JsonNode settings = mapper.valueToTree(view);
        withoutPassing(settings);
        byte[] digest = Sha256.begin().digest(mapper.writeValueAsBytes(settings));
        return Optional.of("\"" + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES) + "\"");
    }

    private static void withoutPassing(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(PASSING);
        }
        node.forEach(EntityTags::withoutPassing);
    }

    /**
     * Whether {@code If-Match} names the tag. The comparison is the strong one (RFC 9110 13.1.1),
     * so a weak tag never matches.
     *
     * @param tag empty if the resource has none
     */
    static boolean matches(String ifMatch, Optional<String> tag) {
        if (ifMatch.strip().equals(ANY)) {
            return true;
        }
        boolean found = false;
        int end = 0;
        Matcher each = TAG.matcher(ifMatch);
        while (each.find()) {
            found |= each.group(1) == null && tag.equals(Optional.of(each.group(2)));
            end = each.end();
        }
        if (end == 0 || !ifMatch.substring(end).isBlank()) {
            throw RefusedException.invalid("If-Match", "If-Match is * or a list of entity tags");
        }
        return found;
    }
}
