package org.sallyport.proxy.tls;

import java.io.IOException;

/** The command, where it is installed. */
final class Openssl {

    private Openssl() {}

    static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
