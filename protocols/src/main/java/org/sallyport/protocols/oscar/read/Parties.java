package org.sallyport.protocols.oscar.read;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;

/** Who to whom. */
record Parties(@Nullable ScreenName from, List<ScreenName> to) {}
