// Stands in for parts of Bolt that only its HTTP server, OAuth and socket receivers use: `extends` must work, nothing is called.
module.exports = class UnusedOnLambda {};
