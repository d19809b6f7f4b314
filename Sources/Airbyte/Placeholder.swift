package enum AirbyteProtocol {}
