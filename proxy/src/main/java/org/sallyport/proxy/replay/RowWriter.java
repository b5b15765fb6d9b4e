package org.sallyport.proxy.replay;

import java.io.IOException;
import java.nio.file.Path;

/** Writes rows as they come. Confined to one thread. */
interface RowWriter {

    /** Another capture begins. */
    void begin(Path capture) throws IOException;

    /** The next row of that capture. */
    void row(Row row) throws IOException;
}
