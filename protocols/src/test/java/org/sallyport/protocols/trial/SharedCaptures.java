package org.sallyport.protocols.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the folder of captures that are not part of the project. */
public final class SharedCaptures {

    private SharedCaptures() {}

    /** The folder named by the system property {@code sallyport.captures}, or null, said aloud, when there is none. */
    public static @Nullable Path folder() {
        String name = System.getProperty("sallyport.captures");
        if (name == null || !Files.isDirectory(Path.of(name))) {
            System.out.println("No recorded captures (system property sallyport.captures: " + name + "): skipped.");
            return null;
        }
        return Path.of(name);
    }
}
