package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.ContentAdministration;
import dev.rbdgate.gateway.control.ContentFormat;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.security.ProblemValve;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The content of images, streamed in the request's own time. */
@RestController
@RequestMapping(Answers.BASE + "/images/{pool}/{name}/content")
class ContentController {

    private final ContentAdministration content;

    ContentController(Gateway gateway) {
        content = gateway.content();
    }

    /**
     * An export that fails half-way, or is cancelled, ends early: its connection is closed before
     * the end of the answer.
     */
    @GetMapping(produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    void get(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam(defaultValue = "raw") String format,
            @RequestParam @Nullable String snapshot,
            @RequestParam @Nullable String fromSnapshot,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ContentFormat parsed = ContentFormat.of(format);
        ContentAdministration.Export export =
                content.export(
                        Bodies.imageName(pool, namespace, name),
                        Optional.ofNullable(snapshot),
                        Optional.ofNullable(fromSnapshot),
                        parsed);
        response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        if (parsed == ContentFormat.RAW) {
            response.setContentLengthLong(export.sizeBytes());
        }
        try {
            content.write(export, Channels.newChannel(response.getOutputStream()));
        } catch (RefusedException e) {
            if (!response.isCommitted()) {
                throw e;
            }
            request.setAttribute(ProblemValve.CUT_SHORT, true);
        }
    }

    @PutMapping
    Views.Image put(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam(defaultValue = "raw") String format,
            @RequestParam(defaultValue = "false") boolean force,
            HttpServletRequest request)
            throws IOException {
        return Views.Image.of(
                content.read(
                        Answers.actor(),
                        Bodies.imageName(pool, namespace, name),
                        ContentFormat.of(format),
                        force,
                        Channels.newChannel(request.getInputStream())));
    }
}
