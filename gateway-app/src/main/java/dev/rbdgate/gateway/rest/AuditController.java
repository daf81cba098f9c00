package dev.rbdgate.gateway.rest;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.AuditQuery;
import dev.rbdgate.config.AuditRow;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.control.RefusedException;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/audit")
class AuditController {

    private static final Pattern ACTION = Pattern.compile("[a-z0-9.-]{1,64}");

    private final AuditLog audit;

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    /**
     * What somebody did, or wanted to.
     *
     * @param outcome succeeded, refused or failed
     */
    record Event(
            String id,
            Instant when,
            String who,
            String action,
            String subject,
            String outcome,
            String detail) {

        static Event of(AuditRow row) {
            AuditEntry entry = row.entry();
            return new Event(
                    Long.toString(row.id()),
                    entry.happenedAt(),
                    entry.actor(),
                    entry.operation(),
                    entry.subject(),
                    entry.outcome().text(),
                    entry.detail());
        }
    }

    @Operation(
            summary =
                    "The audit log, newest first; action is one such as lun.create, or all about lun.")
    @GetMapping
    ListView<Event> list(
            @RequestParam @Nullable String who,
            @RequestParam @Nullable String action,
            @RequestParam @Nullable String since,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        if (action != null && !ACTION.matcher(action).matches()) {
            throw RefusedException.invalid("action", "an action is such as lun.create, or lun");
        }
        Paging paging = Paging.of(limit, after);
        List<AuditRow> rows =
                audit.find(
                        new AuditQuery(
                                Optional.ofNullable(who),
                                Optional.ofNullable(action),
                                Optional.ofNullable(since).map(it -> Times.parse(it, "since")),
                                Optional.ofNullable(paging.after()).map(AuditController::id),
                                paging.limit() + 1));
        boolean more = rows.size() > paging.limit();
        List<AuditRow> page = rows.subList(0, Math.min(rows.size(), paging.limit()));
        return new ListView<>(
                page.stream().map(Event::of).toList(),
                more ? Long.toString(page.getLast().id()) : null);
    }

    private static long id(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw RefusedException.invalid("after", "'after' is the 'next' of the page before");
        }
    }
}
