package dev.rbdgate.gateway.rest;

import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.gateway.control.ChapRequests;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.Initiators;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.control.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping(Answers.BASE + "/targets/{iqn}/initiators")
class InitiatorController {

    private static final String ALL = "all";

    private final Initiators initiators;

    InitiatorController(Gateway gateway) {
        initiators = gateway.initiators();
    }

    @GetMapping
    ListView<Views.Initiator> list(
            @PathVariable String iqn,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                List.copyOf(initiators.list(iqn)),
                Paging.of(limit, after),
                GrantMapping::initiator,
                it -> Optional.of(Views.Initiator.of(it)));
    }

    @PostMapping
    ResponseEntity<Views.Initiator> create(
            @PathVariable String iqn, @RequestBody Bodies.CreateInitiator body) {
        Result<GrantMapping> result =
                initiators.create(
                        Answers.actor(),
                        iqn,
                        new Initiators.Request(
                                Bodies.required(body.initiator(), "initiator"),
                                body.addresses() == null
                                        ? List.of()
                                        : Bodies.elements(body.addresses(), "addresses"),
                                Bodies.login(body.chap(), "chap"),
                                Bodies.login(body.mutualChap(), "mutualChap"),
                                body.luns() == null ? Optional.empty() : luns(body.luns()),
                                LimitsChange.of(body.limits())));
        return Answers.created(
                result,
                Views.Initiator::of,
                "/targets/{iqn}/initiators/{name}",
                iqn,
                result.value().initiator());
    }

    @GetMapping("/{name}")
    Views.Initiator get(@PathVariable String iqn, @PathVariable String name) {
        return Views.Initiator.of(initiators.get(iqn, name));
    }

    @PatchMapping("/{name}")
    Views.Initiator update(
            @PathVariable String iqn,
            @PathVariable String name,
            @RequestBody Bodies.PatchInitiator body) {
        return Views.Initiator.of(
                initiators.update(
                        Answers.actor(),
                        iqn,
                        name,
                        new Initiators.Patch(
                                body.addresses() == null
                                        ? Optional.empty()
                                        : Optional.of(
                                                Bodies.elements(body.addresses(), "addresses")),
                                login(body.chap(), "chap"),
                                login(body.mutualChap(), "mutualChap"),
                                body.luns() == null
                                        ? Optional.empty()
                                        : Optional.of(luns(body.luns())),
                                LimitsChange.of(body.limits()))));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String iqn, @PathVariable String name) {
        initiators.delete(Answers.actor(), iqn, name);
    }

    private static Optional<Optional<ChapRequests.Login>> login(
            @Nullable ChapChange change, String field) {
        return change == null ? Optional.empty() : Optional.of(Bodies.login(change.chap(), field));
    }

    /** "all" (or null) is an empty Optional. */
    private static Optional<List<Integer>> luns(JsonNode luns) {
        if (luns.isNull() || (luns.isString() && luns.stringValue().equals(ALL))) {
            return Optional.empty();
        }
        if (!luns.isArray()) {
            throw notLuns();
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode lun : luns) {
            if (!lun.isIntegralNumber() || !lun.canConvertToInt()) {
                throw notLuns();
            }
            numbers.add(lun.intValue());
        }
        return Optional.of(numbers);
    }

    private static RefusedException notLuns() {
        return RefusedException.invalid("luns", "luns is \"all\" or a list of LUN numbers");
    }
}
