package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.Sessions;
import dev.rbdgate.iscsi.SessionInfo;
import dev.rbdgate.scsi.Nexus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/sessions")
class SessionController {

    private final Sessions sessions;

    SessionController(Gateway gateway) {
        sessions = gateway.sessions();
    }

    @GetMapping
    ListView<Views.Session> list(
            @RequestParam @Nullable String target,
            @RequestParam @Nullable String initiator,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                Filters.of(
                        sessions.list(),
                        Filters.is(target, SessionController::target)
                                .and(Filters.is(initiator, SessionInfo::initiatorName))),
                Paging.of(limit, after),
                it -> Long.toString(it.id()),
                it -> Optional.of(Views.Session.of(it)));
    }

    private static @Nullable String target(SessionInfo session) {
        return session.nexus().map(Nexus::targetName).orElse(null);
    }

    @GetMapping("/{id}")
    Views.Session get(@PathVariable long id) {
        return Views.Session.of(sessions.get(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable long id) {
        sessions.delete(id);
    }
}
