package dev.rbdgate.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Snapshots and clones of one image that come and go while others write to it, until the gateway is
 * killed; then what was left half-done is cleared away, which must succeed.
 */
final class AdministrativeLoad {

    private static final String SNAPSHOTS = "round";
    private static final String CLONES = "clone";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A task may take so many looks, each of which starts a process. */
    private static final int MAX_LOOKS = 300;

    private final Gateway gateway;
    private final String image;
    private int number;
    private int changes;
    private @Nullable Thread thread;
    private volatile @Nullable AssertionError refused;

    /**
     * @param image in pool rbd
     */
    AdministrativeLoad(Gateway gateway, String image) {
        this.gateway = gateway;
        this.image = image;
    }

    /** Begins; ends by itself when the gateway is gone. */
    void begin() {
        thread = Thread.ofPlatform().daemon().name("administration").start(this::run);
    }

    /** Waits for its end, after the gateway's, and fails if a living gateway refused a change. */
    void awaitEnd() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.join();
        }
        AssertionError failure = refused;
        if (failure != null) {
            throw failure;
        }
    }

    /** How many changes were answered as done. */
    int changes() {
        return changes;
    }

    private void run() {
        try {
            boolean alive = true;
            while (alive) {
                number++;
                String snapshot = SNAPSHOTS + number;
                String clone = CLONES + number;
                alive =
                        done("POST", snapshots(), "{\"name\":\"%s\"}".formatted(snapshot))
                                && done(
                                        "POST",
                                        "/images",
                                        "{\"name\":\"%s\",\"from\":\"rbd/%s@%s\"}"
                                                .formatted(clone, image, snapshot))
                                && done("DELETE", "/images/rbd/" + clone, null)
                                && done("DELETE", snapshots() + "/" + snapshot, null);
            }
        } catch (AssertionError e) {
            refused = e;
        }
    }

    private String snapshots() {
        return "/images/rbd/" + image + "/snapshots";
    }

    /** Makes a change; false if the gateway is gone. */
    private boolean done(String method, String path, @Nullable String body) {
        Command.Result result = gateway.request(method, path, body);
        if (result.status() == Gateway.NO_ANSWER) {
            return false;
        }
        String answer = result.ok();
        JsonNode task = answer.isBlank() ? null : JSON.readTree(answer);
        boolean alive = task == null || !task.has("percent") || ended(task.path("id").asString());
        if (alive) {
            changes++;
        }
        return alive;
    }

    private boolean ended(String task) {
        for (int look = 0; look < MAX_LOOKS; look++) {
            Command.Result result = gateway.request("GET", "/tasks/" + task, null);
            if (result.status() == Gateway.NO_ANSWER) {
                return false;
            }
            JsonNode state = JSON.readTree(result.ok()).path("state");
            switch (state.asString()) {
                case "queued", "running" -> {}
                case "succeeded" -> {
                    return true;
                }
                default -> throw new AssertionError("task " + task + ": " + result.output());
            }
        }
        throw new AssertionError("task " + task + " does not end");
    }

    /** Removes what a kill has left; each of it can be looked at and removed. */
    void clear() {
        for (String clone : names("/images", CLONES)) {
            gateway.get("/images/rbd/" + clone);
            if (!done("DELETE", "/images/rbd/" + clone, null)) {
                throw new AssertionError("the gateway is gone\n" + gateway.log());
            }
        }
        for (String snapshot : names(snapshots(), SNAPSHOTS)) {
            gateway.delete(snapshots() + "/" + snapshot);
        }
    }

    private List<String> names(String path, String prefix) {
        List<String> names = new ArrayList<>();
        for (JsonNode item : gateway.get(path).get("items")) {
            String name = item.get("name").asString();
            if (name.startsWith(prefix)) {
                names.add(name);
            }
        }
        return names;
    }
}
