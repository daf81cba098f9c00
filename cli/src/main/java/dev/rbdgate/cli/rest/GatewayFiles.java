package dev.rbdgate.cli.rest;

import java.nio.file.Path;
import java.util.Map;

/** Where the gateway keeps its files, as far as the command line knows. */
public final class GatewayFiles {

    static final String DATA_DIR_VARIABLE = "RBDGATE_DATA_DIR";
    private static final String DEFAULT_DATA_DIR = "rbdgate-data";

    private GatewayFiles() {}

    /** RBDGATE_DATA_DIR, else the default one beside the caller. */
    public static Path dataDirectory(Map<String, String> environment, Path workingDirectory) {
        String directory = environment.getOrDefault(DATA_DIR_VARIABLE, "").strip();
        return workingDirectory.resolve(directory.isEmpty() ? DEFAULT_DATA_DIR : directory);
    }
}
