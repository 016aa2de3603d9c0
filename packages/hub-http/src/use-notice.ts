/** Read and accepted before every log-on to console and clerk. */
export const USE_NOTICE =
  'This system opens private cameras that residents lent for reported crimes. Every log-on, request and look is recorded, told to the owner, and reviewed. Use it only for the incident in front of you. Watching for any other reason is misuse and has consequences.';
