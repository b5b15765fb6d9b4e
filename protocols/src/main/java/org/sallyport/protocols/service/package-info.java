/** Which host belongs to which service: a catalogue in a file, and what a site adds to it. */
@NullMarked
package org.sallyport.protocols.service;

import org.jspecify.annotations.NullMarked;
