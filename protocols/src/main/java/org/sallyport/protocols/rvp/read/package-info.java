/**
 * What a single RVP message says without knowing anything of what came before it: {@link
 * org.sallyport.protocols.rvp.read.RequestReader} for requests, {@link org.sallyport.protocols.rvp.read.AnswerReader} for answers.
 */
@NullMarked
package org.sallyport.protocols.rvp.read;

import org.jspecify.annotations.NullMarked;
