package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.DiscoveryAuthentication;
import dev.rbdgate.gateway.control.Gateway;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/discovery-auth")
class DiscoveryAuthController {

    private final DiscoveryAuthentication authentication;

    DiscoveryAuthController(Gateway gateway) {
        authentication = gateway.discoveryAuthentication();
    }

    @GetMapping
    Views.DiscoveryAuth get() {
        return Views.DiscoveryAuth.of(authentication.get());
    }

    @PutMapping
    Views.DiscoveryAuth set(@RequestBody Bodies.PutDiscoveryAuth body) {
        return Views.DiscoveryAuth.of(
                authentication.set(
                        Answers.actor(),
                        Bodies.login(body.chap(), "chap"),
                        Bodies.login(body.mutualChap(), "mutualChap")));
    }
}
