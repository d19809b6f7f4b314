import Airbyte
import FoundationEssentials
import TikTok

Connection(source: TikTokSource(variables: ProcessInfo.processInfo.environment)).main()
