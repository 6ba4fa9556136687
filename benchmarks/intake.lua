-- wrk's part of `hotline bench intake`: one new draft a request, each with a key of its own, signed in, all different.
-- Its file of requests: a line of "cookie<TAB>csrf" for every login, an empty line, then the bodies' JSON, one a line.
local logins, bodies, thread_number = {}, {}, 0

function setup(thread)
    thread:set("number", thread_number)
    thread_number = thread_number + 1
end

function init(args)
    local part = logins
    for line in io.lines(args[1]) do
        if line == "" then part = bodies else part[#part + 1] = line end
    end
    prefix = args[2] .. "-" .. number .. "-"
    count = 0
    heads = {}
    for i, line in ipairs(logins) do
        local cookie, csrf = line:match("([^\t]+)\t([^\t]+)")
        heads[i] = {["Cookie"] = "hotline_session=" .. cookie, ["X-CSRF-Token"] = csrf,
                    ["Content-Type"] = "application/json"}
    end
end

function request()
    count = count + 1
    local head = heads[count % #heads + 1]
    head["Idempotency-Key"] = prefix .. count
    return wrk.format("POST", "/api/v1/orders", head, bodies[(count * 7919 + number * 104729) % #bodies + 1])
end

function done(summary, latency, requests)
    local e = summary.errors
    io.stderr:write(string.format(
        '{"requests": %d, "duration_s": %.3f, "p50_ms": %.1f, "p99_ms": %.1f, "refused": %d, "failed": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        e.status, e.connect + e.read + e.write + e.timeout))
end
