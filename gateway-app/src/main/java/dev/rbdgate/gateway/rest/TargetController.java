package dev.rbdgate.gateway.rest;

import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.TargetRequests;
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

@RestController
@RequestMapping(Answers.BASE + "/targets")
class TargetController {

    private final Gateway gateway;

    TargetController(Gateway gateway) {
        this.gateway = gateway;
    }

    @GetMapping
    ListView<Views.Target> list(
            @RequestParam @Nullable String name,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                Filters.of(gateway.targets().list(), Filters.named(name, TargetMapping::iqn)),
                Paging.of(limit, after),
                TargetMapping::iqn,
                target -> Optional.of(view(target)));
    }

    @PostMapping
    ResponseEntity<Views.Target> create(@RequestBody Bodies.CreateTarget body) {
        var result =
                gateway.targets()
                        .create(
                                Answers.actor(),
                                Bodies.required(body.iqn(), "iqn"),
                                body.alias() == null ? "" : body.alias(),
                                body.portals() == null ? List.of() : portals(body.portals()),
                                redirect(body.redirect()));
        return Answers.created(result, this::view, "/targets/{iqn}", result.value().iqn());
    }

    @GetMapping("/{iqn}")
    Views.Target get(@PathVariable String iqn) {
        return view(gateway.targets().get(iqn));
    }

    @PatchMapping("/{iqn}")
    Views.Target update(@PathVariable String iqn, @RequestBody Bodies.PatchTarget body) {
        return view(
                gateway.targets()
                        .update(
                                Answers.actor(),
                                iqn,
                                new TargetRequests.Patch(
                                        Optional.ofNullable(body.alias()),
                                        body.portals() == null
                                                ? Optional.empty()
                                                : Optional.of(portals(body.portals())),
                                        body.redirect() == null
                                                ? Optional.empty()
                                                : Optional.of(
                                                        redirect(body.redirect().redirect())))));
    }

    @DeleteMapping("/{iqn}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String iqn) {
        gateway.targets().delete(Answers.actor(), iqn);
    }

    private Views.Target view(TargetMapping target) {
        return Views.Target.of(target, gateway.luns().of(target));
    }

    private static Optional<TargetRequests.Redirect> redirect(Bodies.@Nullable RedirectBody body) {
        return body == null
                ? Optional.empty()
                : Optional.of(
                        new TargetRequests.Redirect(
                                Bodies.required(body.address(), "redirect.address"),
                                Optional.ofNullable(body.port()),
                                Boolean.TRUE.equals(body.permanent())));
    }

    private static List<TargetRequests.Portal> portals(List<Bodies.@Nullable PortalBody> bodies) {
        List<TargetRequests.Portal> portals = new ArrayList<>();
        for (Bodies.PortalBody body : Bodies.elements(bodies, "portals")) {
            portals.add(
                    new TargetRequests.Portal(
                            Bodies.required(
                                    body.address(), "portals[" + portals.size() + "].address"),
                            Optional.ofNullable(body.port()),
                            Optional.ofNullable(body.group()),
                            Optional.ofNullable(body.advertise())));
        }
        return portals;
    }
}
