-- The zones that are asked of rbldnsd have no signatures of DNSSEC.
addNTA("rblplus.example.net", "blocklist")
addNTA("qil.example.net", "blocklist")
-- Names that lead to a listed address do not exist.  The hook is
--	rec_control reload-lua-config
rpzFile("/etc/powerdns/rbl.rpz", {policyName="rbl"})
