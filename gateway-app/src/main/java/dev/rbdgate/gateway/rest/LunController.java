package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.LunDetails;
import dev.rbdgate.gateway.control.Luns;
import dev.rbdgate.gateway.control.Result;
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
@RequestMapping(Answers.BASE + "/targets/{iqn}/luns")
class LunController {

    private final Luns luns;

    LunController(Gateway gateway) {
        luns = gateway.luns();
    }

    @GetMapping
    ListView<Views.Lun> list(
            @PathVariable String iqn,
            @RequestParam @Nullable String image,
            @RequestParam @Nullable String state,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                Filters.of(
                        luns.list(iqn),
                        Filters.<LunDetails>is(image, it -> it.lun().image().path())
                                .and(Filters.is(state, it -> Views.Lun.of(it).state()))),
                Paging.of(limit, after),
                it -> Integer.toString(it.lun().lun()),
                it -> Optional.of(Views.Lun.of(it)));
    }

    @PostMapping
    ResponseEntity<Views.Lun> create(@PathVariable String iqn, @RequestBody Bodies.CreateLun body) {
        Result<LunDetails> result =
                luns.create(
                        Answers.actor(),
                        iqn,
                        new Luns.Request(
                                Bodies.required(body.image(), "image"),
                                Optional.ofNullable(body.lun()),
                                Boolean.TRUE.equals(body.readOnly()),
                                body.unit(),
                                Boolean.TRUE.equals(body.force()),
                                LimitsChange.of(body.limits())));
        return Answers.created(
                result,
                Views.Lun::of,
                "/targets/{iqn}/luns/{lun}",
                iqn,
                result.value().lun().lun());
    }

    @GetMapping("/{lun}")
    Views.Lun get(@PathVariable String iqn, @PathVariable int lun) {
        return Views.Lun.of(luns.get(iqn, lun));
    }

    @PatchMapping("/{lun}")
    Views.Lun update(
            @PathVariable String iqn, @PathVariable int lun, @RequestBody Bodies.PatchLun body) {
        return Views.Lun.of(
                luns.update(
                        Answers.actor(),
                        iqn,
                        lun,
                        new Luns.Patch(
                                Optional.ofNullable(body.readOnly()),
                                LimitsChange.of(body.limits()))));
    }

    @DeleteMapping("/{lun}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String iqn, @PathVariable int lun) {
        luns.delete(Answers.actor(), iqn, lun);
    }
}
